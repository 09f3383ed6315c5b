using System.Text;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Texts collected from several indexes, given back sorted by their bytes, each once.</summary>
// One array of bytes for all: a million values cost no million objects before they become strings.
internal sealed class TextList
{
    private readonly List<(int Start, int Length)> _texts = [];
    private HashSet<byte[]>? _known;
    private byte[] _bytes = new byte[4096];
    private int _length;

    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        if (_length + text.Length > _bytes.Length) Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, _length + text.Length)));
        text.CopyTo(_bytes.AsSpan(_length));
        _texts.Add((_length, text.Length));
        _length += text.Length;
    }

    /// <summary>For texts that come again and again.</summary>
    public void AddUnlessKnown(ReadOnlySpan<byte> text)
    {
        _known ??= new HashSet<byte[]>(Utf8Comparer.Instance);
        if (!text.IsEmpty && _known.GetAlternateLookup<ReadOnlySpan<byte>>().Add(text)) Add(text);
    }

    /// <param name="limit">0: none.</param>
    public NameList ToNames(int limit)
    {
        _texts.Sort((left, right) => TextOf(left).SequenceCompareTo(TextOf(right)));
        var names = new List<string>(limit > 0 ? Math.Min(limit, _texts.Count) : _texts.Count);
        for (int i = 0; i < _texts.Count; i++)
        {
            if (i > 0 && TextOf(_texts[i]).SequenceEqual(TextOf(_texts[i - 1]))) continue;
            if (limit > 0 && names.Count == limit) return new NameList(names, [$"results truncated due to limit: {limit}"]);
            names.Add(Encoding.UTF8.GetString(TextOf(_texts[i])));
        }
        return new NameList(names, []);
    }

    private ReadOnlySpan<byte> TextOf((int Start, int Length) text) => _bytes.AsSpan(text.Start, text.Length);
}
