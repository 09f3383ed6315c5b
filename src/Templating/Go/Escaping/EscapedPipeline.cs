using Tocsin.Templating.Go.Parsing;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Puts escapers behind a pipeline. Where the author has written one of the language's own escapers last, it takes the place of ours that do the same.</summary>
internal static class EscapedPipeline
{
    /// <summary>The author's escapers that may only stand last.</summary>
    public static bool IsAuthors(string name) => name is "html" or "urlquery";

    public static PipeNode With(PipeNode pipe, IReadOnlyList<string> escapers)
    {
        if (escapers.Count == 0) return pipe;
        var commands = new List<CommandNode>(pipe.Commands);
        var added = new List<string>(escapers);
        if (commands[^1].Arguments[0] is IdentifierNode author && IsAuthors(author.Name) && added.Exists(e => Replaces(author.Name, e)))
        {
            CommandNode last = commands[^1];
            commands.RemoveAt(commands.Count - 1);
            // {{ html a b }}: its arguments become the value that the escapers get.
            if (last.Arguments.Count > 1)
                commands.Add(last with { Arguments = [author with { Name = Escapers.Joined }, .. last.Arguments.Skip(1)] });
            added = added.ConvertAll(e => Replaces(author.Name, e) ? author.Name : e);
        }
        commands.AddRange(added.Select(e => new CommandNode(pipe.Position, pipe.Line, [new IdentifierNode(pipe.Position, pipe.Line, e)])));
        return pipe with { Commands = commands };
    }

    private static bool Replaces(string author, string escaper) => author == "html"
        ? escaper is Escapers.Attribute or Escapers.Html or Escapers.Rcdata
        : escaper is Escapers.UrlEscape or Escapers.UrlNormalize;
}
