using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Engine.Endpoints;

/// <summary>The text of a configuration file with every secret masked, as it may be shown.</summary>
internal static partial class ConfigText
{
    private const string Mask = "<secret>";

    /// <summary>Masks values of secret keys, in block and flow style, and passwords inside URLs.</summary>
    public static string Redact(string yaml)
    {
        string[] lines = yaml.Split('\n');
        var text = new StringBuilder(yaml.Length);
        int hiddenBelow = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int indent = line.Length - line.AsSpan().TrimStart(' ').Length;
            // The lines that go on with a secret: deeper than its key, until one is not.
            if (hiddenBelow >= 0 && (line.AsSpan().Trim().IsEmpty || indent > hiddenBelow)) continue;
            hiddenBelow = -1;
            string shown = UrlPassword().Replace(SecretKey().Replace(line, "${key}" + Mask), "://" + Mask + "@");
            if (SecretKey().Match(line) is { Success: true } secret && !Inline(line, secret)) hiddenBelow = KeyIndent(line, indent);
            if (i > 0) text.Append('\n');
            text.Append(shown);
        }
        return text.ToString();
    }

    private static bool Inline(string line, Match secret) => line.AsSpan(0, secret.Index).Contains('{');

    // "- password: x": the key stands deeper than the dash.
    private static int KeyIndent(string line, int indent)
    {
        while (indent + 1 < line.Length && line[indent] == '-' && line[indent + 1] == ' ') indent += 2;
        return indent;
    }

    [GeneratedRegex(
        """(?<key>(?<![\w-])["']?(?:password|credentials|bearer_token|client_secret|secret|secret_key|api_key|token|key|application_credential_secret|consumer_key|consumer_secret|application_secret|auth_token|passphrase|account_token|subscription_key|secrets)["']?\s*:\s+)(?<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|[^\s#{][^,}#]*)""",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"://[^/\s""'@]+@", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex UrlPassword();
}
