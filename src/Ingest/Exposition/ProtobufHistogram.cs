using Tocsin.Contracts.Remote;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>
/// The histogram of <c>io.prometheus.client</c>: classic buckets, native ones, or both, integer or float counts.
/// </summary>
internal sealed class ProtobufHistogram
{
    private const int MaxBuckets = 100_000;

    private readonly List<BucketSpan> _positiveSpans = [], _negativeSpans = [];
    private readonly List<double> _positive = [], _negative = [];
    private ulong _count, _zeroCount;
    private double _countFloat, _zeroCountFloat, _zeroThreshold;
    private int _schema;
    private bool _positiveDeltas, _negativeDeltas;

    public double Sum { get; private set; }

    public double Count => _countFloat > 0 ? _countFloat : _count;

    /// <summary>Cumulative counts by upper bound, each with the place of its exemplar's message.</summary>
    public List<(double Bound, double Count, (int Start, int Length) Exemplar)> Classic { get; } = [];

    /// <summary>The places of the exemplars of the native form.</summary>
    public List<(int Start, int Length)> Exemplars { get; } = [];

    /// <summary>A histogram without any of this is a classic one, or a native one that nobody can tell from it.</summary>
    public bool IsNative => _positiveSpans.Count > 0 || _negativeSpans.Count > 0 || _zeroThreshold > 0 || _zeroCount > 0;

    /// <exception cref="InvalidDataException">It is not such a message.</exception>
    public void Read(ReadOnlySpan<byte> message, int start)
    {
        Clear();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: _count = reader.Number(); break;
                case 2: Sum = reader.Double(); break;
                case 3: ReadBucket(reader.Bytes(), start + reader.Position); break;
                case 4: _countFloat = reader.Double(); break;
                case 5: _schema = (int)ZigZag(reader.Number()); break;
                case 6: _zeroThreshold = reader.Double(); break;
                case 7: _zeroCount = reader.Number(); break;
                case 8: _zeroCountFloat = reader.Double(); break;
                case 9: _negativeSpans.Add(ReadSpan(reader.Bytes())); break;
                case 10: ReadDeltas(ref reader, _negative, ref _negativeDeltas); break;
                case 11: ReadCounts(ref reader, _negative); break;
                case 12: _positiveSpans.Add(ReadSpan(reader.Bytes())); break;
                case 13: ReadDeltas(ref reader, _positive, ref _positiveDeltas); break;
                case 14: ReadCounts(ref reader, _positive); break;
                case 16:
                    int length = reader.Bytes().Length;
                    Exemplars.Add((start + reader.Position - length, length));
                    break;
                default: reader.Skip(); break;
            }
        }
    }

    /// <exception cref="InvalidDataException">Spans and counts do not fit together.</exception>
    public NativeHistogram ToNative(CounterResetHint hint)
    {
        bool floats = _countFloat > 0 || _zeroCountFloat > 0 || (_positive.Count > 0 && !_positiveDeltas) || (_negative.Count > 0 && !_negativeDeltas);
        Check(_positiveSpans, _positive);
        Check(_negativeSpans, _negative);
        return new NativeHistogram
        {
            IsInteger = !floats,
            ResetHint = hint,
            Schema = _schema,
            ZeroThreshold = _zeroThreshold,
            ZeroCount = floats ? _zeroCountFloat : _zeroCount,
            Count = Count,
            Sum = Sum,
            PositiveSpans = [.. _positiveSpans],
            NegativeSpans = [.. _negativeSpans],
            PositiveBuckets = [.. _positive],
            NegativeBuckets = [.. _negative],
        };
    }

    private void Clear()
    {
        _positiveSpans.Clear();
        _negativeSpans.Clear();
        _positive.Clear();
        _negative.Clear();
        Classic.Clear();
        Exemplars.Clear();
        (_count, _zeroCount, _countFloat, _zeroCountFloat, _zeroThreshold, _schema, Sum) = (0, 0, 0, 0, 0, 0, 0);
        _positiveDeltas = _negativeDeltas = false;
    }

    /// <param name="end">Where the message ends on the page.</param>
    private void ReadBucket(ReadOnlySpan<byte> message, int end)
    {
        ulong count = 0;
        double bound = 0, countFloat = 0;
        (int, int) exemplar = default;
        var bucket = new WireReader(message);
        while (bucket.Next())
        {
            if (bucket.Field == 1) count = bucket.Number();
            else if (bucket.Field == 2) bound = bucket.Double();
            else if (bucket.Field == 4) countFloat = bucket.Double();
            else if (bucket.Field == 3)
            {
                int length = bucket.Bytes().Length;
                exemplar = (end - message.Length + bucket.Position - length, length);
            }
            else bucket.Skip();
        }
        Classic.Add((bound, countFloat > 0 ? countFloat : count, exemplar));
    }

    private static BucketSpan ReadSpan(ReadOnlySpan<byte> message)
    {
        long offset = 0, length = 0;
        var span = new WireReader(message);
        while (span.Next())
        {
            if (span.Field == 1) offset = ZigZag(span.Number());
            else if (span.Field == 2) length = (long)span.Number();
            else span.Skip();
        }
        return new BucketSpan((int)offset, (uint)length);
    }

    private static void ReadDeltas(ref WireReader reader, List<double> counts, ref bool deltas)
    {
        deltas = true;
        if (reader.WireType == 0)
        {
            counts.Add((counts.Count > 0 ? counts[^1] : 0) + ZigZag(reader.Number()));
            return;
        }
        ReadOnlySpan<byte> packed = reader.Bytes();
        var numbers = new WireReader(packed);
        while (numbers.Position < packed.Length) counts.Add((counts.Count > 0 ? counts[^1] : 0) + ZigZag(numbers.Varint()));
    }

    private static void ReadCounts(ref WireReader reader, List<double> counts)
    {
        if (reader.WireType == 1)
        {
            counts.Add(reader.Double());
            return;
        }
        ReadOnlySpan<byte> packed = reader.Bytes();
        if (packed.Length % 8 != 0) throw new InvalidDataException("protobuf: packed numbers of the wrong length");
        for (int at = 0; at < packed.Length; at += 8) counts.Add(BitConverter.ToDouble(packed[at..]));
    }

    private static void Check(List<BucketSpan> spans, List<double> counts)
    {
        long wanted = spans.Sum(span => (long)span.Length);
        if (wanted != counts.Count || wanted > MaxBuckets) throw new InvalidDataException($"histogram spans need {wanted} buckets, there are {counts.Count}");
    }

    private static long ZigZag(ulong coded) => (long)(coded >> 1) ^ -(long)(coded & 1);
}
