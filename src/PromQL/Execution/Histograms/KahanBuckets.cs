namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Buckets of one sign that are being summed, with what rounding took from each. Reused while the layout stays the same.</summary>
internal sealed class KahanBuckets
{
    private int[] _indexes = [];
    private double[] _sums = [];
    private double[] _lost = [];

    public void Set(Buckets buckets)
    {
        _indexes = buckets.Indexes.ToArray();
        _sums = buckets.ToCounts();
        _lost = new double[_sums.Length];
    }

    public void Add(Buckets buckets)
    {
        if (buckets.Length == 0) return;
        if (!buckets.Indexes.SequenceEqual(_indexes)) MakeRoom(buckets);
        ReadOnlySpan<double> counts = buckets.Counts;
        ReadOnlySpan<int> indexes = buckets.Indexes;
        for (int i = 0, at = 0; i < counts.Length; i++, at++)
        {
            while (_indexes[at] != indexes[i]) at++;
            var sum = new KahanSum(_sums[at], _lost[at]);
            sum.Add(counts[i]);
            _sums[at] = sum.Sum;
            _lost[at] = sum.Lost;
        }
    }

    public void Scale(double factor, bool divide)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] = divide ? _sums[i] / factor : _sums[i] * factor;
            _lost[i] = divide ? _lost[i] / factor : _lost[i] * factor;
        }
    }

    /// <summary>Changes the layout; the change may depend on the indexes only.</summary>
    public void Change(Func<Buckets, Buckets> change)
    {
        Buckets sums = change(new Buckets(_indexes, _sums)), lost = change(new Buckets(_indexes, _lost));
        _indexes = sums.Indexes.ToArray();
        _sums = sums.ToCounts();
        _lost = lost.ToCounts();
    }

    public Buckets Sums() => new([.. _indexes], [.. _sums]);

    public Buckets Lost() => new([.. _indexes], [.. _lost]);

    public Buckets Totals()
    {
        double[] totals = new double[_sums.Length];
        for (int i = 0; i < totals.Length; i++) totals[i] = new KahanSum(_sums[i], _lost[i]).Total;
        return new Buckets([.. _indexes], totals);
    }

    /// <summary>The layout is the same: nothing moves when they are added.</summary>
    public bool HasRoomFor(Buckets buckets) => buckets.Indexes.SequenceEqual(_indexes);

    /// <summary>Whether adding buckets of the same layout, or what is there already, does not fit.</summary>
    public bool WouldOverflow(Buckets buckets)
    {
        ReadOnlySpan<double> counts = buckets.Counts;
        for (int i = 0; i < _sums.Length; i++)
            if (double.IsInfinity(new KahanSum(_sums[i], _lost[i]).Total + counts[i]))
                return true;
        return false;
    }

    private void MakeRoom(Buckets buckets)
    {
        var wanted = new Buckets(buckets.Indexes.ToArray(), new double[buckets.Length]);
        Buckets sums = Sums().Plus(wanted, 1), lost = Lost().Plus(wanted, 1);
        _indexes = sums.Indexes.ToArray();
        _sums = sums.ToCounts();
        _lost = lost.ToCounts();
    }
}
