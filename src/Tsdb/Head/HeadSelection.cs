using System.Collections.Concurrent;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The series a selector found in the head, as they were at that moment.</summary>
internal sealed unsafe class HeadSelection : IAppendingSelection
{
    private readonly MemoryHead _head;
    private readonly HeadVisit _visit;
    private readonly SeriesPin[] _pins;
    private readonly Dictionary<int, PinnedExtras> _extras;
    private readonly SeriesSelector _selector;
    private readonly ConcurrentBag<SampleReader> _readers = [];
    private bool _disposed;

    public HeadSelection(MemoryHead head, HeadVisit visit, SeriesPin[] pins, Dictionary<int, PinnedExtras> extras, SeriesSelector selector, IReadOnlyList<string> warnings)
    {
        (_head, _visit, _pins, _extras, _selector) = (head, visit, pins, extras, selector);
        Warnings = warnings;
    }

    public int Count
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _pins.Length;
        }
    }

    public IReadOnlyList<string> Warnings { get; }

    public LabelSet LabelsAt(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _head.Series.LabelsOf(_pins[index].Series);
    }

    public void Read(int index, SampleColumns into)
    {
        into.Clear();
        Append(index, into);
    }

    public void Append(int index, SampleColumns into)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_readers.TryTake(out SampleReader? reader)) reader = new SampleReader(_head.Store);
        reader.Read(_pins[index], _extras.GetValueOrDefault(index), _selector.Start, _selector.End, into);
        _readers.Add(reader);
    }

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true)) _visit.Dispose();
    }
}
