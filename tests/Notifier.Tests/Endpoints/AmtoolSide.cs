using System.Diagnostics;
using System.Text.RegularExpressions;
using Tocsin.Notifier.Tests.Scenarios;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>amtool before one server.</summary>
internal sealed partial class AmtoolSide(string amtool, string url, string hooks)
{
    private string _id = "";

    public async Task<string> RunAsync(string[] words)
    {
        var start = new ProcessStartInfo(amtool, ["--alertmanager.url=" + url, "--no-version-check", .. words.Select(Fill)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await output;
        if (words.Contains("add") && words.Contains("silence") && process.ExitCode == 0) _id = said.Trim();
        return Same($"{process.ExitCode} {said}{await error}");
    }

    private string Fill(string word)
    {
        if (!word.StartsWith("{file:", StringComparison.Ordinal)) return word.Replace("{id}", _id, StringComparison.Ordinal);
        string file = Path.GetTempFileName();
        File.WriteAllText(file, word[6..^1]);
        return file;
    }

    /// <summary>Without ids, moments, addresses and the width of columns.</summary>
    private string Same(string text)
    {
        string same = text.Replace(url, "URL", StringComparison.Ordinal).Replace(hooks, "HOOK", StringComparison.Ordinal).Replace(new Uri(url).Authority, "URL", StringComparison.Ordinal);
        same = Ids().Replace(same, "id");
        same = Moments().Replace(same, "T");
        same = AnswerText.Comparable(Addresses().Replace(Files().Replace(same, "FILE"), "0x"));
        return Spaces().Replace(same, " ").Trim();
    }

    [GeneratedRegex("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"20[23]\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)?")]
    private static partial Regex Moments();

    [GeneratedRegex(@"/[a-z/]*/tmp\w+\.tmp")]
    private static partial Regex Files();

    // amtool prints where a pointer points to.
    [GeneratedRegex("0x[0-9a-f]+")]
    private static partial Regex Addresses();

    [GeneratedRegex("[ \\t]+")]
    private static partial Regex Spaces();
}
