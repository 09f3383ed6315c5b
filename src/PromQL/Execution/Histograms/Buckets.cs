using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Buckets of one sign as two columns, sorted by index. A bucket may be there without observations. Immutable.</summary>
internal sealed class Buckets
{
    public static readonly Buckets Empty = new([], []);

    private readonly int[] _indexes;
    private readonly double[] _counts;

    /// <summary>Takes the arrays over.</summary>
    public Buckets(int[] indexes, double[] counts)
    {
        _indexes = indexes;
        _counts = counts;
    }

    public int Length => _indexes.Length;

    public ReadOnlySpan<int> Indexes => _indexes;

    /// <summary>Runs of buckets without a gap.</summary>
    public int SpanCount
    {
        get
        {
            int spans = Math.Min(1, _indexes.Length);
            for (int i = 1; i < _indexes.Length; i++)
                if (_indexes[i] != _indexes[i - 1] + 1)
                    spans++;
            return spans;
        }
    }

    public ReadOnlySpan<double> Counts => _counts;

    public static Buckets FromSpans(IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts)
    {
        if (counts.Count == 0) return Empty;
        int[] indexes = new int[counts.Count];
        double[] copy = new double[counts.Count];
        int at = 0, next = 0;
        foreach (BucketSpan span in spans)
        {
            next += span.Offset;
            for (uint i = 0; i < span.Length && at < copy.Length; i++)
            {
                copy[at] = counts[at];
                indexes[at++] = next++;
            }
        }
        return at == copy.Length ? new Buckets(indexes, copy) : new Buckets(indexes[..at], copy[..at]);
    }

    public BucketSpan[] ToSpans()
    {
        var spans = new List<BucketSpan>();
        int end = 0;
        for (int i = 0; i < _indexes.Length;)
        {
            int first = i++;
            while (i < _indexes.Length && _indexes[i] == _indexes[i - 1] + 1) i++;
            spans.Add(new BucketSpan(_indexes[first] - end, (uint)(i - first)));
            end = _indexes[i - 1] + 1;
        }
        return [.. spans];
    }

    public double[] ToCounts() => [.. _counts];

    public Buckets Map(Func<double, double> change) => Length == 0 ? this : new Buckets(_indexes, Array.ConvertAll(_counts, c => change(c)));

    public Buckets Times(double factor)
    {
        if (Length == 0) return this;
        double[] counts = new double[_counts.Length];
        for (int i = 0; i < counts.Length; i++) counts[i] = _counts[i] * factor;
        return new Buckets(_indexes, counts);
    }

    /// <summary>Without the buckets that hold nothing.</summary>
    public Buckets Compacted()
    {
        int kept = 0;
        foreach (double count in _counts)
            if (count != 0)
                kept++;
        if (kept == Length) return this;
        if (kept == 0) return Empty;
        int[] indexes = new int[kept];
        double[] counts = new double[kept];
        kept = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            indexes[kept] = _indexes[i];
            counts[kept++] = _counts[i];
        }
        return new Buckets(indexes, counts);
    }

    /// <summary>Moves the observations to other indexes, which must not fall as the old ones rise; what meets is added.</summary>
    public Buckets Remapped(Func<int, int> map)
    {
        if (Length == 0) return this;
        int[] indexes = new int[Length];
        double[] counts = new double[Length];
        int to = -1;
        for (int i = 0; i < Length; i++)
        {
            int index = map(_indexes[i]);
            if (to < 0 || indexes[to] != index) indexes[++to] = index;
            counts[to] += _counts[i];
        }
        to++;
        return to == Length ? new Buckets(indexes, counts) : new Buckets(indexes[..to], counts[..to]);
    }

    /// <summary>Half as many buckets, as often as asked: what becomes of a finer schema in a coarser one.</summary>
    public Buckets Coarser(int schemas) => schemas <= 0 ? this : Remapped(index => ((index - 1) >> schemas) + 1);

    /// <summary>Without the first buckets.</summary>
    public Buckets Skip(int count) => count == 0 ? this : new Buckets(_indexes[count..], _counts[count..]);

    /// <summary>Bucket by bucket this plus <paramref name="sign"/> times the other.</summary>
    public Buckets Plus(Buckets other, double sign)
    {
        if (other.Length == 0) return this;
        if (Length == 0) return sign == 1 ? other : other.Times(sign);
        if (_indexes.AsSpan().SequenceEqual(other._indexes))
        {
            double[] sums = new double[Length];
            for (int i = 0; i < sums.Length; i++) sums[i] = _counts[i] + (sign * other._counts[i]);
            return new Buckets(_indexes, sums);
        }
        var indexes = new int[Length + other.Length];
        var counts = new double[indexes.Length];
        int to = 0;
        for (int a = 0, b = 0; a < Length || b < other.Length; to++)
        {
            bool left = b == other.Length || (a < Length && _indexes[a] <= other._indexes[b]);
            bool right = a == Length || (b < other.Length && other._indexes[b] <= _indexes[a]);
            indexes[to] = left ? _indexes[a] : other._indexes[b];
            counts[to] = (left ? _counts[a++] : 0) + (right ? sign * other._counts[b++] : 0);
        }
        return new Buckets(indexes[..to], counts[..to]);
    }

    /// <summary>The same buckets with the same counts; NaN equals NaN.</summary>
    public bool SameAs(Buckets other)
    {
        if (!_indexes.AsSpan().SequenceEqual(other._indexes)) return false;
        for (int i = 0; i < _counts.Length; i++)
            if (BitConverter.DoubleToInt64Bits(_counts[i]) != BitConverter.DoubleToInt64Bits(other._counts[i]) && _counts[i] != other._counts[i])
                return false;
        return true;
    }

    /// <summary>Whether a bucket holds less than it did, or one that held something is not there any more.</summary>
    // Prometheus decides by the first bucket behind the last one of now, whatever comes after it, and asks nothing of buckets that are new.
    public bool FellSince(Buckets previous)
    {
        int at = 0;
        for (int i = 0; i < previous.Length; i++)
        {
            while (at < Length && _indexes[at] < previous._indexes[i]) at++;
            if (at == Length) return previous._counts[i] != 0;
            if (_indexes[at] > previous._indexes[i] ? previous._counts[i] != 0 : _counts[at] < previous._counts[i]) return true;
        }
        return false;
    }

    public bool HasOverflow()
    {
        foreach (double count in _counts)
            if (double.IsInfinity(count))
                return true;
        return false;
    }
}
