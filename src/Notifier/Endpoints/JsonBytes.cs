using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Writes JSON into a span that is large enough, faster than a general writer where there is nothing to escape, and the same bytes.</summary>
internal ref struct JsonBytes(Span<byte> target)
{
    /// <summary>\u00XX for one byte.</summary>
    private const int Longest = 6;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly Span<byte> _target = target;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes <see cref="Labels"/> needs at most.</summary>
    // A length takes a byte in the blob, and quotes, colon and comma take three here.
    public static int Room(LabelSet labels) => 2 + (labels.Blob.Length * Longest);

    /// <summary>How many bytes <see cref="Text(string)"/> needs at most.</summary>
    public static int Room(string text) => 2 + (text.Length * Longest);

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }

    /// <summary>There is nothing to escape in it.</summary>
    public static bool IsPlain(LabelSet labels)
    {
        foreach (LabelPair pair in labels)
            if (!IsPlain(pair.Name) || !IsPlain(pair.Value))
                return false;
        return true;
    }

    /// <summary>The same as <see cref="Labels"/>, for what <see cref="IsPlain(LabelSet)"/>.</summary>
    public void PlainLabels(LabelSet labels)
    {
        Span<byte> target = _target[Length..];
        target[0] = (byte)'{';
        int at = 1;
        foreach (LabelPair pair in labels)
        {
            if (at > 1) target[at++] = (byte)',';
            target[at++] = (byte)'"';
            pair.Name.CopyTo(target[at..]);
            at += pair.Name.Length;
            "\":\""u8.CopyTo(target[at..]);
            at += 3;
            pair.Value.CopyTo(target[at..]);
            at += pair.Value.Length;
            target[at++] = (byte)'"';
        }
        target[at++] = (byte)'}';
        Length += at;
    }

    public void Labels(LabelSet labels)
    {
        _target[Length++] = (byte)'{';
        bool first = true;
        foreach (LabelPair pair in labels)
        {
            if (!first) _target[Length++] = (byte)',';
            first = false;
            Text(pair.Name);
            _target[Length++] = (byte)':';
            Text(pair.Value);
        }
        _target[Length++] = (byte)'}';
    }

    public void Text(string text)
    {
        Span<byte> bytes = text.Length <= 512 ? stackalloc byte[text.Length * 3] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Text(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    public void Text(scoped ReadOnlySpan<byte> text)
    {
        _target[Length++] = (byte)'"';
        int clean = Encoder.FindFirstCharacterToEncodeUtf8(text);
        if (clean < 0) Raw(text);
        else
        {
            Raw(text[..clean]);
            Encoder.EncodeUtf8(text[clean..], _target[Length..], out _, out int written);
            Length += written;
        }
        _target[Length++] = (byte)'"';
    }

    private static bool IsPlain(ReadOnlySpan<byte> text) => Encoder.FindFirstCharacterToEncodeUtf8(text) < 0;

    public void Hexadecimal(ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        Convert.TryToHexStringLower(bytes, _target[Length..], out int written);
        Length += written;
    }
}
