using System.Runtime.InteropServices;
using System.Text.Unicode;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Contracts.Remote;

/// <summary>One float sample; timestamp in ms since the epoch.</summary>
public readonly record struct IncomingSample(long Timestamp, double Value);

/// <summary>One native histogram; timestamp in ms since the epoch.</summary>
public readonly record struct IncomingHistogram(long Timestamp, NativeHistogram Histogram);

/// <summary>
/// The series that a write request is being read at: overwritten by the next one, so that a request of many series costs little more than their labels.
/// </summary>
public sealed class IncomingSeries
{
    private readonly SortedLabelWriter _sorted = new();
    private readonly LabelSetBuilder _unsorted = new();
    private readonly List<IncomingSample> _samples = [];
    private readonly List<IncomingHistogram> _histograms = [];
    private readonly List<Exemplar> _exemplars = [];
    private bool _inOrder;
    private LabelSet _labels = LabelSet.Empty;
    private string? _problem;

    /// <summary>Whoever reads many requests of the same series may know them by <see cref="UnreadLabels"/>: then labels are read only when asked for.</summary>
    public bool ReadLabelsLate { get; init; }

    /// <summary>The bytes of the labels while they are unread: the same bytes are the same series. Empty: they have been read, or version 2 is.</summary>
    public ReadOnlyMemory<byte> UnreadLabels { get; private set; }

    /// <summary>Without empty values; meaningless when <see cref="LabelProblem"/> says something.</summary>
    /// <exception cref="InvalidDataException">They were unread, and are not what they should be.</exception>
    public LabelSet Labels
    {
        get
        {
            ReadLabels();
            return _labels;
        }
    }

    /// <summary>Why these labels cannot be a series; null when they can.</summary>
    /// <exception cref="InvalidDataException">They were unread, and are not what they should be.</exception>
    public string? LabelProblem
    {
        get
        {
            ReadLabels();
            return _problem;
        }
    }

    public ReadOnlySpan<IncomingSample> Samples => CollectionsMarshal.AsSpan(_samples);

    public ReadOnlySpan<IncomingHistogram> Histograms => CollectionsMarshal.AsSpan(_histograms);

    public IReadOnlyList<Exemplar> Exemplars => _exemplars;

    /// <summary>Remote write 2.0 only.</summary>
    public MetricMetadata? Metadata { get; internal set; }

    internal void Clear()
    {
        _samples.Clear();
        _histograms.Clear();
        _exemplars.Clear();
        Metadata = null;
        UnreadLabels = default;
        BeginLabels();
    }

    internal void SetUnread(ReadOnlyMemory<byte> labels) => UnreadLabels = labels;

    internal void ReadLabels()
    {
        if (UnreadLabels.IsEmpty) return;
        var labels = new WireReader(UnreadLabels.Span);
        UnreadLabels = default;
        while (labels.Next()) WriteRequest1Reader.ReadLabel(labels.Bytes(), this);
        EndLabels();
    }

    internal void Add(IncomingSample sample) => _samples.Add(sample);

    internal void Add(IncomingHistogram histogram) => _histograms.Add(histogram);

    internal void BeginLabels()
    {
        _sorted.Clear();
        _inOrder = true;
        _problem = null;
    }

    internal void AddLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IsEmpty || !Utf8.IsValid(name) || !Utf8.IsValid(value)) _problem ??= "a label name is empty, or a name or value is not UTF-8";
        if (_inOrder && _sorted.TryAdd(name, value)) return;
        if (_inOrder) _unsorted.Reset(_sorted.Build());
        _inOrder = false;
        if (!_unsorted.Get(name).IsEmpty) _problem ??= "a label name comes twice";
        else if (!name.IsEmpty) _unsorted.Set(name, value);
    }

    /// <summary>The labels of the series itself, which needs a metric name.</summary>
    internal void EndLabels()
    {
        _labels = BuildLabels();
        if (!_labels.Contains(LabelNames.MetricNameUtf8)) _problem ??= "the metric name is missing";
    }

    /// <summary>An exemplar whose labels were added since <see cref="BeginLabels"/>; with labels that cannot be, it is left out.</summary>
    /// <param name="seriesProblem">What was wrong with the labels of the series, which share the scratch.</param>
    internal void EndExemplar(double value, long timestamp, string? seriesProblem)
    {
        if (_problem is null) _exemplars.Add(new Exemplar(BuildLabels(), value, timestamp));
        _problem = seriesProblem;
    }

    private LabelSet BuildLabels() => _inOrder ? _sorted.Build() : _unsorted.Build();
}
