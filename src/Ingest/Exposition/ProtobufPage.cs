using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tocsin.Contracts.Remote;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>
/// The delimited protobuf format: one <c>io.prometheus.client.MetricFamily</c> after the other, each behind its length. The only one that carries
/// native histograms.
/// </summary>
// A metric of a family is one message but may be many samples: they are queued as (suffix, extra label, value) and given out one by one.
internal sealed class ProtobufPage : IExpositionPage
{
    private readonly List<(int Start, int Length)> _metrics = [];
    private readonly List<(int Name, int NameLength, int Value, int ValueLength)> _labels = [];
    private readonly Queue<ProtobufSample> _samples = new();
    private readonly Queue<ExpositionEntry> _heads = new();
    private readonly ProtobufHistogram _histogram = new();
    private readonly ArrayBufferWriter<byte> _key = new();
    private ReadOnlyMemory<byte> _page;
    private HistogramWishes _wishes;
    private (int Start, int Length) _name, _help, _unit;
    private ProtobufSample _current;
    private FamilyKind _kind;
    private int _at, _metric;
    private bool _isUnit;

    private enum FamilyKind
    {
        Counter = 0,
        Gauge = 1,
        Summary = 2,
        Untyped = 3,
        Histogram = 4,
        GaugeHistogram = 5,
    }

    public bool AsExpected { get; private set; }

    public ReadOnlySpan<byte> Series => _key.WrittenSpan;

    public double Value => _current.Value;

    public NativeHistogram? Histogram => _current.Histogram;

    public bool HasTimestamp => _current.Timestamp != 0;

    public long Timestamp => _current.Timestamp;

    public ReadOnlySpan<byte> ExemplarText => Slice(_current.Exemplar);

    public ReadOnlySpan<byte> Family => Slice(_name);

    public MetricType Type => _kind switch
    {
        FamilyKind.Counter => MetricType.Counter,
        FamilyKind.Gauge => MetricType.Gauge,
        FamilyKind.Summary => MetricType.Summary,
        FamilyKind.Histogram => MetricType.Histogram,
        FamilyKind.GaugeHistogram => MetricType.GaugeHistogram,
        _ => MetricType.Unknown,
    };

    public ReadOnlySpan<byte> RawText => Slice(_isUnit ? _unit : _help);

    public string Error { get; private set; } = "";

    public void Open(ReadOnlyMemory<byte> page, HistogramWishes wishes)
    {
        (_page, _wishes, _at, _metric, Error) = (page, wishes, 0, 0, "");
        _metrics.Clear();
        _samples.Clear();
        _heads.Clear();
    }

    public ExpositionEntry Next(ReadOnlySpan<byte> expected)
    {
        try
        {
            while (true)
            {
                if (_heads.TryDequeue(out ExpositionEntry head))
                {
                    _isUnit = head == ExpositionEntry.Unit;
                    return head;
                }
                if (_samples.TryDequeue(out _current))
                {
                    WriteKey();
                    AsExpected = expected.SequenceEqual(_key.WrittenSpan);
                    return ExpositionEntry.Sample;
                }
                if (_metric < _metrics.Count) ReadMetric(_metrics[_metric++]);
                else if (_at >= _page.Length) return ExpositionEntry.End;
                else ReadFamily();
            }
        }
        catch (InvalidDataException e)
        {
            Error = e.Message;
            return ExpositionEntry.Error;
        }
    }

    public string? ReadLabels(LabelSetBuilder into)
    {
        into.Clear();
        ReadOnlySpan<byte> name = Slice(_name);
        if (!Utf8.IsValid(name)) return "invalid UTF-8 metric name";
        ReadOnlySpan<byte> suffix = _current.Suffix;
        into.Set(LabelNames.MetricNameUtf8, suffix.IsEmpty ? name : (byte[])[.. name, .. suffix]);
        foreach ((int start, int length, int value, int valueLength) in _current.Labels!)
        {
            ReadOnlySpan<byte> label = Slice((start, length)), text = Slice((value, valueLength));
            if (!Utf8.IsValid(label) || !Utf8.IsValid(text)) return "invalid UTF-8 label value: " + FloatText.Shown(text);
            if (!into.Get(label).IsEmpty) return $"label name \"{Encoding.UTF8.GetString(label)}\" is not unique: invalid sample";
            into.Set(label, text);
        }
        if (_current.HasBound) into.Set(_current.BoundLabel, BoundText.Of(_current.Bound));
        return null;
    }

    public bool NamesLabel(ReadOnlySpan<byte> name)
    {
        if (_current.HasBound && name.SequenceEqual(_current.BoundLabel)) return true;
        foreach ((int start, int length, _, _) in _current.Labels!)
            if (name.SequenceEqual(Slice((start, length))))
                return true;
        return false;
    }

    public string ReadText() => Encoding.UTF8.GetString(RawText);

    public Exemplar? ReadExemplar(long sampleTimestamp) => ProtobufExemplar.Read(ExemplarText, sampleTimestamp);

    private void ReadFamily()
    {
        var page = new WireReader(_page.Span) { Position = _at };
        ulong length = page.Varint();
        if (length > (ulong)(_page.Length - page.Position))
            throw new InvalidDataException($"protobuf: insufficient length of buffer, expected at least {length} bytes, got {_page.Length - page.Position} bytes");
        int start = page.Position;
        _at = start + (int)length;
        (_name, _help, _unit, _kind, _metric) = (default, default, default, FamilyKind.Counter, 0);
        _metrics.Clear();
        var family = new WireReader(_page.Span.Slice(start, (int)length));
        while (family.Next())
        {
            switch (family.Field)
            {
                case 1: _name = Place(ref family, start); break;
                case 2: _help = Place(ref family, start); break;
                case 3: _kind = (FamilyKind)Math.Min(family.Number(), (ulong)int.MaxValue); break;
                case 4: _metrics.Add(Place(ref family, start)); break;
                case 5: _unit = Place(ref family, start); break;
                default: family.Skip(); break;
            }
        }
        if (_name.Length == 0) throw new InvalidDataException("protobuf: a metric family without a name");
        _heads.Enqueue(ExpositionEntry.Type);
        if (_help.Length > 0) _heads.Enqueue(ExpositionEntry.Help);
        if (_unit.Length > 0) _heads.Enqueue(ExpositionEntry.Unit);
    }

    private void ReadMetric((int Start, int Length) place)
    {
        _labels.Clear();
        long timestamp = 0;
        (int Start, int Length) body = default;
        var metric = new WireReader(Slice(place));
        while (metric.Next())
        {
            if (metric.Field == 1) ReadLabel(Place(ref metric, place.Start));
            else if (metric.Field == 6) timestamp = (long)metric.Number();
            else if (metric.Field is >= 2 and <= 7) body = Place(ref metric, place.Start);
            else metric.Skip();
        }
        var sample = new ProtobufSample(SamplePart.Whole, timestamp) { Labels = [.. _labels] };
        switch (_kind)
        {
            case FamilyKind.Summary: QueueSummary(body, sample); break;
            case FamilyKind.Histogram or FamilyKind.GaugeHistogram: QueueHistogram(body, sample); break;
            default: QueueNumber(body, sample); break;
        }
    }

    private void ReadLabel((int Start, int Length) place)
    {
        (int Start, int Length) name = default, value = default;
        var label = new WireReader(Slice(place));
        while (label.Next())
        {
            if (label.Field == 1) name = Place(ref label, place.Start);
            else if (label.Field == 2) value = Place(ref label, place.Start);
            else label.Skip();
        }
        _labels.Add((name.Start, name.Length, value.Start, value.Length));
    }

    // Counter, gauge and untyped have the value in the same field; a counter may have an exemplar.
    private void QueueNumber((int Start, int Length) place, ProtobufSample sample)
    {
        var number = new WireReader(Slice(place));
        while (number.Next())
        {
            if (number.Field == 1) sample.Value = number.Double();
            else if (number.Field == 2 && _kind == FamilyKind.Counter) sample.Exemplar = Place(ref number, place.Start);
            else number.Skip();
        }
        _samples.Enqueue(sample);
    }

    private void QueueSummary((int Start, int Length) place, ProtobufSample sample)
    {
        double count = 0, sum = 0;
        var quantiles = new List<(double Quantile, double Value)>();
        var summary = new WireReader(Slice(place));
        while (summary.Next())
        {
            if (summary.Field == 1) count = summary.Number();
            else if (summary.Field == 2) sum = summary.Double();
            else if (summary.Field == 3)
            {
                double at = 0, value = 0;
                var quantile = new WireReader(summary.Bytes());
                while (quantile.Next())
                {
                    if (quantile.Field == 1) at = quantile.Double();
                    else if (quantile.Field == 2) value = quantile.Double();
                    else quantile.Skip();
                }
                quantiles.Add((at, value));
            }
            else summary.Skip();
        }
        _samples.Enqueue(sample with { Part = SamplePart.Count, Value = count });
        _samples.Enqueue(sample with { Part = SamplePart.Sum, Value = sum });
        foreach ((double at, double value) in quantiles) _samples.Enqueue(sample with { Part = SamplePart.Quantile, Bound = at, Value = value });
    }

    private void QueueHistogram((int Start, int Length) place, ProtobufSample sample)
    {
        _histogram.Read(Slice(place), place.Start);
        bool native = _wishes.Native && _histogram.IsNative;
        if (native)
        {
            NativeHistogram whole = _histogram.ToNative(_kind == FamilyKind.GaugeHistogram ? CounterResetHint.Gauge : CounterResetHint.Unknown);
            (int, int) exemplar = _histogram.Exemplars.Count > 0 ? _histogram.Exemplars[^1] : _histogram.Classic.Find(bucket => bucket.Exemplar.Length > 0).Exemplar;
            _samples.Enqueue(sample with { Histogram = Limited(whole), Exemplar = exemplar });
            if (!_wishes.AlwaysClassic || _histogram.Classic.Count == 0) return;
        }
        _samples.Enqueue(sample with { Part = SamplePart.Count, Value = _histogram.Count });
        _samples.Enqueue(sample with { Part = SamplePart.Sum, Value = _histogram.Sum });
        bool closed = false;
        foreach ((double bound, double count, (int, int) exemplar) in _histogram.Classic)
        {
            closed |= double.IsPositiveInfinity(bound);
            _samples.Enqueue(sample with { Part = SamplePart.Bucket, Bound = bound, Value = count, Exemplar = exemplar });
        }
        if (!closed) _samples.Enqueue(sample with { Part = SamplePart.Bucket, Bound = double.PositiveInfinity, Value = _histogram.Count });
    }

    private NativeHistogram Limited(NativeHistogram histogram)
    {
        if (_wishes.MinBucketFactor > 1) histogram = HistogramResolution.Coarser(histogram, HistogramResolution.SchemaFor(_wishes.MinBucketFactor));
        if (_wishes.BucketLimit == 0) return histogram;
        while (histogram.PositiveBuckets.Count + histogram.NegativeBuckets.Count > _wishes.BucketLimit)
        {
            if (histogram.Schema is HistogramResolution.CustomSchema or <= HistogramResolution.MinSchema) throw new InvalidDataException("histogram bucket limit exceeded");
            histogram = HistogramResolution.Coarser(histogram, histogram.Schema - 1);
        }
        return histogram;
    }

    // Not valid UTF-8 between the parts, so that no two series have the same key.
    private void WriteKey()
    {
        _key.ResetWrittenCount();
        _key.Write(Slice(_name));
        _key.Write(_current.Suffix);
        foreach ((int name, int nameLength, int value, int valueLength) in _current.Labels!)
        {
            _key.Write<byte>([0xFF]);
            _key.Write(Slice((name, nameLength)));
            _key.Write<byte>([0xFE]);
            _key.Write(Slice((value, valueLength)));
        }
        if (!_current.HasBound) return;
        _key.Write<byte>([0xFF, (byte)_current.Part]);
        BitConverter.TryWriteBytes(_key.GetSpan(8), _current.Bound);
        _key.Advance(8);
    }

    private ReadOnlySpan<byte> Slice((int Start, int Length) place) => _page.Span.Slice(place.Start, place.Length);

    private static (int Start, int Length) Place(ref WireReader reader, int start)
    {
        int length = reader.Bytes().Length;
        return (start + reader.Position - length, length);
    }
}
