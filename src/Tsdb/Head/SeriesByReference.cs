namespace Tocsin.Tsdb.Head;

/// <summary>The series of a log by their numbers in it. For one thread.</summary>
// The samples of a record follow each other by series, and series made together have numbers side by side: in pages, most are found where the last one was.
internal sealed unsafe class SeriesByReference
{
    private const int PageBits = 6;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly Dictionary<ulong, nint[]> _pages = [];
    private nint[] _page = [];
    private ulong _number = ulong.MaxValue;

    public void Set(ulong reference, SeriesState* series)
    {
        if (!TryTurn(reference >> PageBits)) _pages[_number = reference >> PageBits] = _page = new nint[1 << PageBits];
        _page[(int)reference & PageMask] = (nint)series;
    }

    /// <summary>Null: no series has that number.</summary>
    public SeriesState* Find(ulong reference) =>
        reference >> PageBits == _number || TryTurn(reference >> PageBits) ? (SeriesState*)_page[(int)reference & PageMask] : null;

    private bool TryTurn(ulong number)
    {
        if (!_pages.TryGetValue(number, out nint[]? page)) return false;
        (_number, _page) = (number, page);
        return true;
    }
}
