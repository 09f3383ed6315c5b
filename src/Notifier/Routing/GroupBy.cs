using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Routing;

/// <summary>Which labels make a group. Immutable.</summary>
internal sealed class GroupBy
{
    /// <summary>Every label: one group for each alert.</summary>
    public static readonly GroupBy All = new([], everything: true);

    private readonly byte[][] _names;

    private GroupBy(IReadOnlyList<string> names, bool everything)
    {
        Names = names;
        IsAll = everything;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<string> Names { get; }

    public bool IsAll { get; }

    public static GroupBy Labels(IReadOnlyList<string> names) => new(names, everything: false);

    /// <summary>The labels of the group that an alert belongs to; a label that the alert lacks is left out.</summary>
    public LabelSet Select(LabelSet labels)
    {
        if (IsAll) return labels;
        if (_names.Length == 0) return LabelSet.Empty;
        var builder = new LabelSetBuilder();
        foreach (byte[] name in _names) builder.Set(name, labels.Get(name));
        return builder.Build();
    }
}
