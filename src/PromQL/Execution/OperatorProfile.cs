using System.Diagnostics;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>What one operator of a plan did. Counts may come from several threads.</summary>
internal sealed class OperatorProfile(string name, TextRange position)
{
    private long _rows;
    private long _samples;
    private long _ticks;

    public List<OperatorProfile> Inputs { get; } = [];

    public void Count(long from, Row? row)
    {
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - from);
        if (row is null) return;
        long present = 0;
        for (int i = 0; i < row.Length; i++)
            if (row.IsPresent(i))
                present++;
        // A series without a value is not in the result.
        if (present == 0) return;
        Interlocked.Increment(ref _rows);
        Interlocked.Add(ref _samples, present);
    }

    public OperatorTree ToTree(string query) => new(
        name,
        query[Math.Clamp(position.Start, 0, query.Length)..Math.Clamp(position.End, 0, query.Length)],
        _rows,
        _samples,
        Stopwatch.GetElapsedTime(0, _ticks),
        [.. Inputs.Select(input => input.ToTree(query))]);
}

/// <summary>Watches an operator.</summary>
internal sealed class ProfiledOperator(RowOperator inner, OperatorProfile profile) : RowOperator
{
    public override bool IsHeld => inner.IsHeld;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        long from = Stopwatch.GetTimestamp(), waited = context.Waited.Ticks;
        await inner.OpenAsync(context);
        // To wait for a turn is no work.
        profile.Count(from + ((context.Waited.Ticks - waited) * Stopwatch.Frequency / TimeSpan.TicksPerSecond), null);
        Heads = inner.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        long from = Stopwatch.GetTimestamp();
        inner.Read(series, row, scratch);
        profile.Count(from, row);
    }
}
