namespace Tocsin.Tsdb.Head;

/// <summary>A hash table in one array with linear probing: hash in the upper half of an entry, payload in the lower, 0 is free.</summary>
internal static class OpenAddressing
{
    /// <summary>Frees a place and moves back the entries that lie behind it only because it was taken.</summary>
    public static void RemoveAt(ulong[] table, int at)
    {
        int mask = table.Length - 1;
        for (int next = (at + 1) & mask; table[next] != 0; next = (next + 1) & mask)
        {
            int home = (int)(table[next] >> 32) & mask;
            if (((next - home) & mask) < ((next - at) & mask)) continue;
            table[at] = table[next];
            at = next;
        }
        table[at] = 0;
    }
}
