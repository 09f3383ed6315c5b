namespace Tocsin.Notifier.Endpoints;

/// <summary>What an error repeats of a request: enough to find it again, and not the megabytes that it may be.</summary>
internal static class Shown
{
    private const int MaxText = 1000;
    private const int MaxErrors = 100;

    public static string Text(string text) => text.Length <= MaxText ? text : text[..MaxText] + "...";

    /// <summary>One a line; of very many, the first.</summary>
    public static string Errors(IReadOnlyList<string> errors)
    {
        string shown = string.Join('\n', errors.Take(MaxErrors).Select(Text));
        return errors.Count <= MaxErrors ? shown : $"{shown}\nand {errors.Count - MaxErrors} more";
    }
}
