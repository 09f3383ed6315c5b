using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// Reads one page of a history whose ids rise with time, the latest first. What an index can answer narrows the ids; everything else is looked
/// for in windows of that index, one after the other, until the page is full or the time is over. Then the page is short and its cursor says where
/// the search goes on: however much is stored, and however rare what is looked for, a call is quick.
/// </summary>
internal static class HistoryWindow
{
    public const int MaxLimit = 1000;

    // Rows that lie on the disk may take fifty times as long as the ones before them: never so many at once that the time could be passed by far.
    private const int Window = 1000;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(80);

    /// <param name="ids">The ids of the rows that an index narrows to.</param>
    /// <param name="within">The rows of a span of ids (from the first, before the second), with the filters that the database knows, latest first.</param>
    /// <param name="accept">The filters that only we know; null when there are none.</param>
    /// <param name="searches">Whether a filter goes beyond the index.</param>
    public static async Task<HistoryPage<T>> ReadAsync<TRow, T>(
        HistoryQuery query, IQueryable<Guid> ids, Func<Guid, Guid, IQueryable<TRow>> within, Func<TRow, Guid> id, Func<TRow, T> map, Func<TRow, bool>? accept,
        bool searches, CancellationToken cancel)
    {
        int limit = Math.Clamp(query.Limit, 1, MaxLimit);
        Guid oldest = query.From is { } from ? TimeId.First(from) : Guid.Empty;
        Guid before = query.Until is { } until ? TimeId.After(until) : Guid.AllBitsSet;
        if (Guid.TryParse(query.Cursor, out Guid cursor) && TimeOrder(cursor, before) < 0) before = cursor;
        var found = new List<T>();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Guid begin = oldest;
            bool last = true;
            if (searches && await ids.Where(one => one.CompareTo(before) < 0 && one.CompareTo(oldest) >= 0)
                .OrderByDescending(one => one).Skip(Window - 1).Take(1).ToListAsync(cancel) is [var end])
                (begin, last) = (end, false);
            int want = accept is null ? limit + 1 - found.Count : Window;
            foreach (TRow row in await within(begin, before).Take(want).ToListAsync(cancel))
            {
                if (accept is not null && !accept(row)) continue;
                if (found.Count == limit) return new(found, before.ToString());
                found.Add(map(row));
                before = id(row);
            }
            if (last) return new(found, null);
            before = begin;
            if (Stopwatch.GetElapsedTime(start) > Budget) return new(found, before.ToString());
        }
    }

    private static int TimeOrder(Guid one, Guid other)
    {
        Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
        one.TryWriteBytes(left, bigEndian: true, out _);
        other.TryWriteBytes(right, bigEndian: true, out _);
        return left.SequenceCompareTo(right);
    }
}
