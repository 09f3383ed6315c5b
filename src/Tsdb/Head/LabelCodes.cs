namespace Tocsin.Tsdb.Head;

/// <summary>Walks the codes of a series' label pairs, in the order of names.</summary>
internal unsafe ref struct LabelCodes(SeriesState* series)
{
    private readonly byte* _end = SeriesState.LabelsOf(series) + series->LabelBytes;
    private byte* _at = SeriesState.LabelsOf(series);

    public int Current { get; private set; }

    public readonly LabelCodes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_at == _end) return false;
        int code = 0, shift = 0;
        byte next;
        do
        {
            next = *_at++;
            code |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        Current = code;
        return true;
    }
}
