using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// The samples of one series at the moments of a timeline: a column of floats, <see cref="Absent"/> where there is none, and beside it a column of
/// histograms that exists only while there are any. A moment has a float, a histogram or nothing.
/// </summary>
internal sealed class Row(int length)
{
    private readonly double[] _values = new double[length];
    private Histogram?[]? _histograms;

    public int Length => _values.Length;

    public Span<double> Values => _values;

    /// <summary>The column of histograms is in use, though all of them may have been taken out again.</summary>
    public bool HasHistograms { get; private set; }

    public bool HoldsHistogram => HasHistograms && _histograms.AsSpan().ContainsAnyExcept((Histogram?)null);

    public Histogram? HistogramAt(int step) => HasHistograms ? _histograms![step] : null;

    public bool IsPresent(int step) => !Absent.Is(_values[step]) || (HasHistograms && _histograms![step] is not null);

    /// <summary>Nothing at any step.</summary>
    public bool IsEmpty => Absent.IsAll(_values) && !HoldsHistogram;

    public void SetHistogram(int step, Histogram? histogram)
    {
        _values[step] = Absent.Value;
        if (histogram is null && !HasHistograms) return;
        _histograms ??= new Histogram?[_values.Length];
        HasHistograms = true;
        _histograms[step] = histogram;
    }

    public void SetFloat(int step, double value)
    {
        _values[step] = value;
        if (HasHistograms) _histograms![step] = null;
    }

    public void SetAbsent(int step) => SetFloat(step, Absent.Value);

    /// <summary>Functions of floats pass over histograms.</summary>
    public void DropHistograms()
    {
        if (!HasHistograms) return;
        Array.Clear(_histograms!);
        HasHistograms = false;
    }

    public void Clear()
    {
        DropHistograms();
        _values.AsSpan().Fill(Absent.Value);
    }

    /// <summary>Takes over what the other has at one step.</summary>
    public void Copy(int step, Row other)
    {
        if (other.HistogramAt(step) is { } histogram) SetHistogram(step, histogram);
        else SetFloat(step, other._values[step]);
    }

    public void CopyFrom(Row other)
    {
        DropHistograms();
        other._values.CopyTo(_values, 0);
        if (!other.HasHistograms) return;
        _histograms ??= new Histogram?[_values.Length];
        other._histograms!.CopyTo(_histograms, 0);
        HasHistograms = true;
    }

    /// <summary>Repeats the first step.</summary>
    public void Repeat(Row single)
    {
        DropHistograms();
        _values.AsSpan().Fill(single._values[0]);
        if (single.HistogramAt(0) is not { } histogram) return;
        _histograms ??= new Histogram?[_values.Length];
        _histograms.AsSpan().Fill(histogram);
        HasHistograms = true;
    }
}
