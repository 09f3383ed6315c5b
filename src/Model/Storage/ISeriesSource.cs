using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;

namespace Tocsin.Model.Storage;

/// <summary>What a query wants from storage. Times are ms since the epoch, both ends inclusive.</summary>
/// <param name="Matchers">All must hold. At least one does not match the empty value.</param>
/// <param name="Start">Oldest timestamp wanted.</param>
/// <param name="End">Newest timestamp wanted.</param>
public sealed record SeriesSelector(IReadOnlyList<Matcher> Matchers, long Start, long End)
{
    /// <summary>0 is no limit; more series than that may be left out, with a warning.</summary>
    public int Limit { get; init; }

    /// <summary>Hints, never needed for a right answer: step and range in ms, and the function around the selector.</summary>
    public SelectHints Hints { get; init; } = SelectHints.None;
}

/// <summary>What the query will do with the samples; storage may read less because of it.</summary>
public sealed record SelectHints(long Step, long Range, string Function, IReadOnlyList<string> Grouping, bool By)
{
    public static readonly SelectHints None = new(0, 0, "", [], false);
}

/// <summary>
/// The reading side of every store: the embedded Tsdb, a remote one, or several merged. All methods are thread-safe. A reader sees a
/// committed batch whole or not at all.
/// </summary>
public interface ISeriesSource
{
    /// <summary>Finds the series and pins what is needed to read them. Dispose the result.</summary>
    ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel);

    /// <summary>Names of labels on the matching series, sorted by UTF-8 bytes. No matchers: all series.</summary>
    ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel);

    /// <summary>Values of one label on the matching series, sorted by UTF-8 bytes.</summary>
    ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel);

    /// <summary>Exemplars of the matching series in the time range, by series, oldest first. Empty when the store keeps none.</summary>
    ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel);
}

/// <summary>Names or values with what the reader should be told about them.</summary>
public sealed record NameList(IReadOnlyList<string> Names, IReadOnlyList<string> Warnings);

/// <summary>One series and its exemplars.</summary>
public sealed record SeriesExemplars(LabelSet Labels, IReadOnlyList<Exemplar> Exemplars);

/// <summary>
/// The series a selector found. Labels and counts are there at once; samples are decoded on <see cref="Read"/>, into buffers the caller owns.
/// <see cref="Read"/> may run on several threads at once with different buffers. Not usable after disposal.
/// </summary>
public interface ISeriesSelection : IDisposable
{
    int Count { get; }

    /// <summary>Problems that did not stop the selection; they become warnings of the answer.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Labels of series <paramref name="index"/>; the series are in no particular order and no label set comes twice.</summary>
    LabelSet LabelsAt(int index);

    /// <summary>Clears <paramref name="into"/> and fills it with the samples in the selector's range, oldest first, staleness markers included.</summary>
    void Read(int index, SampleColumns into);
}
