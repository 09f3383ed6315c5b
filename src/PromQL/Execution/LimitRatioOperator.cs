using System.IO.Hashing;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>limit_ratio: a share of the series, chosen by a hash of their labels so that the choice stays the same; a negative share is the rest.</summary>
internal sealed class LimitRatioOperator(AggregatePlan plan, RowOperator inner, RowOperator parameter) : RowOperator
{
    private double[] _ratios = [];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        double[] asked = await ScalarRow.LoadAsync(parameter, plan.Timeline.Count, context);
        _ratios = AggregationParameters.Ratios(asked, context.Notes, plan.ParameterPosition);
        Heads = inner.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        double place = HashOf(Heads[series].Labels) / (double)ulong.MaxValue;
        for (int i = 0; i < row.Length; i++)
        {
            double ratio = _ratios[i];
            bool chosen = ratio >= 0 ? place < ratio : place >= 1 + ratio;
            if (!chosen) row.SetAbsent(i);
        }
    }

    /// <summary>The hash upstream's servers take: name and value of each label in turn, each after its length.</summary>
    private static ulong HashOf(LabelSet labels)
    {
        var hash = new XxHash64();
        foreach (LabelPair pair in labels)
        {
            Append(hash, pair.Name);
            Append(hash, pair.Value);
        }
        return hash.GetCurrentHashAsUInt64();
    }

    private static void Append(XxHash64 hash, ReadOnlySpan<byte> text)
    {
        int n = text.Length;
        if (n < 255) hash.Append([(byte)n]);
        else hash.Append([255, (byte)n, (byte)(n >> 8), (byte)(n >> 16)]);
        hash.Append(text);
    }
}
