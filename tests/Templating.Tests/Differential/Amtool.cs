using System.Diagnostics;
using System.Text;

namespace Tocsin.Templating.Tests.Differential;

/// <summary>The real <c>amtool template render</c>.</summary>
internal sealed class Amtool(string program, string folder)
{
    public static string? Find()
    {
        string? peers = Environment.GetEnvironmentVariable("TOCSIN_PEERS_DIR");
        string path = Path.Combine(peers ?? "", "bin", "amtool");
        return string.IsNullOrEmpty(peers) || !File.Exists(path) ? null : path;
    }

    /// <summary>A few templates make it eat all memory: those are not compared.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Null when it does not end.</summary>
    public TemplateResult? Render(string text, bool html, string dataFile)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            Environment = { ["TZ"] = "UTC", ["HOME"] = folder },
        };
        foreach (string argument in (string[])["template", "render", $"--template.glob={folder}/none/*", $"--template.type={(html ? "html" : "text")}", $"--template.data={dataFile}", $"--template.text={text}"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill();
            return null;
        }
        if (process.ExitCode == 0) return TemplateResult.Of(output.Result);
        string message = error.Result.Trim();
        const string Prefix = "amtool: error: ";
        return TemplateResult.Failed(message.StartsWith(Prefix, StringComparison.Ordinal) ? message[Prefix.Length..] : message);
    }
}
