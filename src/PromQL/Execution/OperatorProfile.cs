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
        long present = 0;
        for (int i = 0; row is not null && i < row.Length; i++)
            if (row.IsPresent(i))
                present++;
        Count(from, present);
    }

    public void Count(long from, long present)
    {
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - from);
        // A series without a value is not in the result.
        if (present == 0) return;
        Interlocked.Increment(ref _rows);
        Interlocked.Add(ref _samples, present);
    }

    public async ValueTask OpenAsync(QueryContext context, Func<QueryContext, ValueTask> open)
    {
        long from = Stopwatch.GetTimestamp(), waited = context.Waited.Ticks;
        await open(context);
        // To wait for a turn is no work.
        Count(from + ((context.Waited.Ticks - waited) * Stopwatch.Frequency / TimeSpan.TicksPerSecond), present: 0);
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
        await profile.OpenAsync(context, inner.OpenAsync);
        Heads = inner.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        long from = Stopwatch.GetTimestamp();
        inner.Read(series, row, scratch);
        profile.Count(from, row);
    }
}

/// <summary>Watches what ranges are made of.</summary>
internal sealed class ProfiledWindows(WindowSource inner, OperatorProfile profile) : WindowSource
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await profile.OpenAsync(context, inner.OpenAsync);
        Heads = inner.Heads;
    }

    public override SampleSpan Load(int series, RowScratch scratch)
    {
        long from = Stopwatch.GetTimestamp();
        SampleSpan samples = inner.Load(series, scratch);
        profile.Count(from, samples.Count);
        return samples;
    }
}
