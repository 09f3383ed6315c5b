using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Pipeline;

/// <summary>The labels that all alerts of a notification share.</summary>
internal static class CommonLabels
{
    public static LabelSet Of(IReadOnlyList<NotifiedAlert> alerts)
    {
        if (alerts.Count == 0) return LabelSet.Empty;
        LabelSet common = alerts[0].Alert.Labels;
        for (int i = 1; i < alerts.Count && common.Count > 0; i++)
        {
            LabelSet other = alerts[i].Alert.Labels;
            if (!Differ(common, other)) continue;
            var builder = new LabelSetBuilder(common);
            foreach (LabelPair pair in common)
                if (!other.Get(pair.Name).SequenceEqual(pair.Value))
                    builder.Delete(pair.Name);
            common = builder.Build();
        }
        return common;
    }

    private static bool Differ(LabelSet common, LabelSet other)
    {
        foreach (LabelPair pair in common)
            if (!other.Get(pair.Name).SequenceEqual(pair.Value))
                return true;
        return false;
    }
}
