namespace Tocsin.Templating.Go.Parsing;

/// <summary>Finds the end of what looks like a number; whether it is one is decided when it is read.</summary>
internal static class NumberScan
{
    /// <summary>False when a letter or digit follows that cannot belong to it; <paramref name="end"/> is then behind that character.</summary>
    public static bool TryScan(string input, int from, out int end)
    {
        int i = from;
        if (i < input.Length && input[i] is '+' or '-') i++;
        string digits = "0123456789_";
        if (i + 1 < input.Length && input[i] == '0')
        {
            digits = char.ToLowerInvariant(input[i + 1]) switch
            {
                'x' => "0123456789abcdefABCDEF_",
                'o' => "01234567_",
                'b' => "01_",
                _ => digits,
            };
            if (digits != "0123456789_") i += 2;
        }
        i = Run(input, i, digits);
        if (i < input.Length && input[i] == '.') i = Run(input, i + 1, digits);
        bool hexadecimal = digits.Contains('f');
        if (i < input.Length && (hexadecimal ? input[i] is 'p' or 'P' : digits.Length == 11 && input[i] is 'e' or 'E'))
        {
            i++;
            if (i < input.Length && input[i] is '+' or '-') i++;
            i = Run(input, i, "0123456789_");
        }
        if (i < input.Length && input[i] == 'i') i++;
        bool clean = i >= input.Length || !(input[i] == '_' || char.IsLetterOrDigit(input[i]));
        end = clean ? i : i + 1;
        return clean;
    }

    private static int Run(string input, int i, string of)
    {
        while (i < input.Length && of.Contains(input[i])) i++;
        return i;
    }
}
