using System.CommandLine;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin routes</c>: the routing tree of an alertmanager.yml, and where an alert would go. Exit codes as amtool has them.</summary>
internal static class RoutesCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--config.file") { Description = "The alertmanager.yml. [default: config/alertmanager.yml]", Recursive = true };
        var command = new Command("routes", "Show the routing tree of an alertmanager.yml, or test it.") { file };
        command.SetAction(result => Show(result, file));
        var show = new Command("show", "Show the routing tree.");
        show.SetAction(result => Show(result, file));
        command.Subcommands.Add(show);
        command.Subcommands.Add(Test(file));
        return command;
    }

    private static Command Test(Option<string> file)
    {
        var labels = new Argument<string[]>("LABEL=VALUE") { Arity = ArgumentArity.ZeroOrMore };
        var verify = new Option<string>("--verify.receivers") { Description = "Receivers that it must come to, separated by commas; exit code 1 when it does not." };
        var tree = new Option<bool>("--tree") { Description = "Show the routes that match, as a tree." };
        var command = new Command("test", "Show which receivers an alert with these labels comes to.") { labels, verify, tree };
        command.SetAction(result =>
        {
            TextWriter error = result.InvocationConfiguration.Error, output = result.InvocationConfiguration.Output;
            if (Load(result.GetValue(file), error) is not { } routes) return 1;
            if (Labels(result.GetValue(labels) ?? [], error) is not { } set) return 1;
            if (result.GetValue(tree)) output.Write(routes.TreeOf(set));
            string found = string.Join(',', routes.ReceiversOf(set));
            output.WriteLine(found);
            if (result.GetValue(verify) is not { Length: > 0 } expected || expected == found) return 0;
            error.WriteLine($"WARNING: Expected receivers did not match resolved receivers. expected: {expected}");
            return 1;
        });
        return command;
    }

    private static int Show(ParseResult result, Option<string> file)
    {
        if (Load(result.GetValue(file), result.InvocationConfiguration.Error) is not { } routes) return 1;
        result.InvocationConfiguration.Output.Write(routes.Tree());
        return 0;
    }

    private static RoutePreview? Load(string? file, TextWriter error)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Load(file ?? "config/alertmanager.yml", AlertmanagerConfigOptions.Default, problems);
        foreach (ConfigProblem problem in problems.Errors) error.WriteLine(problem);
        return config is null ? null : new RoutePreview(config.Route);
    }

    private static LabelSet? Labels(string[] texts, TextWriter error)
    {
        var builder = new LabelSetBuilder();
        foreach (string text in texts)
        {
            MatcherParseResult parsed = MatcherParser.ParseOne(text, MatcherSyntax.Fallback);
            if (parsed.Matchers is not [{ Operator: MatchOperator.Equal } label])
            {
                error.WriteLine($"{text}: {parsed.Error ?? "a label is written as name=value"}");
                return null;
            }
            builder.Set(label.Name, label.Value);
        }
        return builder.Build();
    }
}
