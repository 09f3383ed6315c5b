using System.Text.Unicode;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Head;

/// <summary>What a set of labels must be to become a series: some labels, each name once, text that is valid UTF-8.</summary>
internal static class LabelRules
{
    // OpenMetrics 1 bounds the labels of an exemplar to this many characters, names and values together.
    private const int MaxExemplarCharacters = 128;

    public static bool AreValid(LabelSet labels)
    {
        if (labels.Count == 0) return false;
        ReadOnlySpan<byte> previous = default;
        foreach (LabelPair pair in labels)
        {
            // Sorted blobs put a repeated name next to its like; an empty name sorts before everything.
            if (previous.SequenceCompareTo(pair.Name) >= 0 || pair.Value.IsEmpty) return false;
            if (!Utf8.IsValid(pair.Name) || !Utf8.IsValid(pair.Value)) return false;
            previous = pair.Name;
        }
        return true;
    }

    public static bool AreValidOnExemplar(LabelSet labels)
    {
        int characters = 0;
        foreach (LabelPair pair in labels) characters += Count(pair.Name) + Count(pair.Value);
        return characters <= MaxExemplarCharacters && (labels.Count == 0 || AreValid(labels));
    }

    private static int Count(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte value in utf8)
            if ((value & 0xC0) != 0x80)
                count++;
        return count;
    }
}
