using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Time;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>A command of a script with its argument lines; <see cref="Line"/> counts from 1.</summary>
internal abstract record ScriptCommand(int Line);

internal sealed record ClearCommand(int Line) : ScriptCommand(Line);

internal sealed record LoadCommand(int Line, long Step, bool WithCustomBuckets, IReadOnlyList<string> Series) : ScriptCommand(Line);

/// <summary>Start and end are the same for an instant query, whose step is 0.</summary>
internal sealed record EvalCommand(int Line, long Start, long End, long Step, string Query, IReadOnlyList<string> Expectations, IReadOnlyList<string> Results)
    : ScriptCommand(Line)
{
    public bool IsInstant => Step == 0;
}

/// <summary>Reads the test scripts of the field; see the README beside them.</summary>
internal static partial class Script
{
    public static IEnumerable<ScriptCommand> Read(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = Clean(lines[i]);
            if (line.Length == 0) continue;
            int number = i + 1;
            var arguments = new List<string>();
            while (i + 1 < lines.Length && Clean(lines[i + 1]).Length > 0) arguments.Add(Clean(lines[++i]));
            yield return Command(number, line, arguments);
        }
    }

    private static string Clean(string line)
    {
        line = line.Trim();
        return line.StartsWith('#') ? "" : line;
    }

    private static ScriptCommand Command(int number, string line, List<string> arguments)
    {
        string word = line.Split(' ', '\t')[0].ToLowerInvariant();
        if (word == "clear") return new ClearCommand(number);
        if (word is "load" or "load_with_nhcb")
            return new LoadCommand(number, Milliseconds(line[word.Length..].Trim()), word != "load", arguments);
        Match eval = Eval().Match(line);
        if (!eval.Success) throw new FormatException($"line {number}: {line}");
        bool isRange = eval.Groups["from"].Success;
        long start = Milliseconds(eval.Groups[isRange ? "from" : "at"].Value);
        long end = isRange ? Milliseconds(eval.Groups["to"].Value) : start;
        long step = isRange ? Milliseconds(eval.Groups["step"].Value) : 0;
        var expectations = arguments.Where(IsExpectation).ToList();
        switch (word)
        {
            case "eval_fail": expectations.Add("expect fail"); break;
            case "eval_warn": expectations.Add("expect warn"); break;
            case "eval_info": expectations.Add("expect info"); break;
            case "eval_ordered": expectations.Add("expect ordered"); break;
        }
        return new EvalCommand(number, start, end, step, eval.Groups["query"].Value, expectations, [.. arguments.Where(a => !IsExpectation(a))]);
    }

    private static bool IsExpectation(string line) =>
        line.StartsWith("expect ", StringComparison.Ordinal) || line.StartsWith("expected_fail_", StringComparison.Ordinal);

    private static long Milliseconds(string text) =>
        PromDuration.TryParse(text.TrimStart('-'), out TimeSpan duration)
            ? (long)duration.TotalMilliseconds * (text.StartsWith('-') ? -1 : 1)
            : (long)(double.Parse(text, CultureInfo.InvariantCulture) * 1000);

    [GeneratedRegex(@"^eval(?:_\w+)?\s+(?:instant(?:\s+at\s+(?<at>\S+))?|range\s+from\s+(?<from>\S+)\s+to\s+(?<to>\S+)\s+step\s+(?<step>\S+))\s+(?<query>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Eval();
}
