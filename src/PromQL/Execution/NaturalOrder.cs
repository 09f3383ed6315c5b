namespace Tocsin.PromQL.Execution;

/// <summary>Compares texts so that runs of digits count as numbers: <c>cpu9</c> comes before <c>cpu10</c>.</summary>
internal static class NaturalOrder
{
    public static int Compare(string left, string right)
    {
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (!char.IsAsciiDigit(left[i]) || !char.IsAsciiDigit(right[j]))
            {
                if (left[i] != right[j]) return left[i].CompareTo(right[j]);
                i++;
                j++;
                continue;
            }
            ReadOnlySpan<char> a = Digits(left, i), b = Digits(right, j);
            i += a.Length;
            j += b.Length;
            ReadOnlySpan<char> x = a.TrimStart('0'), y = b.TrimStart('0');
            int order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
            if (order == 0) order = a.Length.CompareTo(b.Length);
            if (order != 0) return order;
        }
        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static ReadOnlySpan<char> Digits(string text, int at)
    {
        int end = text.AsSpan(at).IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.AsSpan(at) : text.AsSpan(at, end);
    }
}
