using System.Buffers;

namespace Tocsin.Templating.Go.Values;

/// <summary>A text being written, in pooled memory, that may not outgrow its run's limit. Its memory goes back to the pool when the text is taken.</summary>
internal sealed class GoWriter
{
    private const int SmallestBuffer = 256;
    private readonly GoRun _run;
    private char[] _buffer;
    private int _capacity;
    private int _length;

    public GoWriter(GoRun run, int expected = 0)
    {
        _run = run;
        _buffer = ArrayPool<char>.Shared.Rent(Math.Clamp(expected, SmallestBuffer, Math.Max(SmallestBuffer, run.Limits.OutputChars)));
        _capacity = Math.Min(_buffer.Length, run.Limits.OutputChars);
    }

    public int Length => _length;

    public GoRun Run => _run;

    public GoWriter Write(ReadOnlySpan<char> text)
    {
        if (text.Length > _capacity - _length) Grow(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public GoWriter Write(char c)
    {
        if (_length == _capacity) Grow(1);
        _buffer[_length++] = c;
        return this;
    }

    public GoWriter Write(char c, int count)
    {
        if (count > _capacity - _length) Grow(count);
        _buffer.AsSpan(_length, count).Fill(c);
        _length += count;
        return this;
    }

    /// <summary>The text; the writer is not used afterwards.</summary>
    public string Take()
    {
        string text = _length == 0 ? "" : new string(_buffer, 0, _length);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
        _capacity = 0;
        _length = 0;
        return text;
    }

    private void Grow(int more)
    {
        long needed = (long)_length + more;
        _run.CheckLength(needed);
        char[] larger = ArrayPool<char>.Shared.Rent((int)Math.Max(needed, Math.Min(2L * _buffer.Length, _run.Limits.OutputChars)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
        _capacity = Math.Min(larger.Length, _run.Limits.OutputChars);
    }
}
