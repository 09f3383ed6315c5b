namespace Tocsin.Tsdb.Head;

/// <summary>
/// A hash table in one array of any length with linear probing: hash in the upper half of an entry, payload in the lower, 0 is free. Grows by a quarter, as
/// a table that doubles is half empty on average.
/// </summary>
internal static class OpenAddressing
{
    /// <summary>Where the search for a hash begins.</summary>
    public static int HomeOf(uint hash, int length) => (int)(((ulong)hash * (uint)length) >> 32);

    /// <summary>The place behind another.</summary>
    public static int After(int at, int length) => ++at == length ? 0 : at;

    /// <summary>Puts an entry into a table that has room.</summary>
    public static void Add(ulong[] table, ulong entry)
    {
        int at = HomeOf((uint)(entry >> 32), table.Length);
        while (table[at] != 0) at = After(at, table.Length);
        table[at] = entry;
    }

    /// <summary>The table with one entry more in it, a larger one when it is too full for that.</summary>
    public static ulong[] Add(ulong[] table, int count, ulong entry)
    {
        if ((count + 1) * 5L > table.Length * 4L)
        {
            var larger = new ulong[table.Length + (table.Length >> 2)];
            foreach (ulong old in table)
                if (old != 0)
                    Add(larger, old);
            table = larger;
        }
        Add(table, entry);
        return table;
    }

    /// <summary>Frees a place and moves back the entries that lie behind it only because it was taken.</summary>
    public static void RemoveAt(ulong[] table, int at)
    {
        int length = table.Length;
        for (int next = After(at, length); table[next] != 0; next = After(next, length))
        {
            int home = HomeOf((uint)(table[next] >> 32), length);
            if (Distance(home, next, length) < Distance(at, next, length)) continue;
            table[at] = table[next];
            at = next;
        }
        table[at] = 0;
    }

    private static int Distance(int from, int to, int length) => to >= from ? to - from : to - from + length;
}
