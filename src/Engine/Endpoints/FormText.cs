using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Endpoints;

/// <summary>
/// Names and values as they stand in an address or a posted form, read as Go reads them: a pair with a broken <c>%</c> or a semicolon is dropped
/// and the others stay; names are told apart by case.
/// </summary>
internal sealed class FormText
{
    private readonly List<(string Name, string Value)> _pairs = [];

    /// <summary>What was wrong with the first pair that was dropped; empty: nothing.</summary>
    public string Error { get; private set; } = "";

    public IEnumerable<string> All(string name) => _pairs.Where(pair => pair.Name == name).Select(pair => pair.Value);

    public void Add(string name, string value) => _pairs.Add((name, value));

    public void Read(ReadOnlySpan<byte> text)
    {
        foreach (Range range in text.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = text[range];
            if (pair.IsEmpty) continue;
            if (pair.Contains((byte)';'))
            {
                Fail("invalid semicolon separator in query");
                continue;
            }
            int equals = pair.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = equals < 0 ? pair : pair[..equals], value = equals < 0 ? default : pair[(equals + 1)..];
            if (Decode(name, isForm: true, out string wrong) is { } key && Decode(value, isForm: true, out wrong) is { } content)
                Add(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(content));
            else
                Fail($"invalid URL escape {LabelText.Quote(wrong)}");
        }
    }

    /// <summary>The bytes that are meant; null where a <c>%</c> is not followed by two digits.</summary>
    /// <param name="isForm">A plus is a blank.</param>
    /// <param name="wrong">The broken escape.</param>
    public static byte[]? Decode(ReadOnlySpan<byte> text, bool isForm, out string wrong)
    {
        wrong = "";
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte next = text[i];
            if (next == '%')
            {
                if (i + 2 >= text.Length || Convert.FromHexString(text.Slice(i + 1, 2), bytes.AsSpan(length), out _, out _) != System.Buffers.OperationStatus.Done)
                {
                    wrong = Encoding.UTF8.GetString(text[i..Math.Min(i + 3, text.Length)]);
                    return null;
                }
                length++;
                i += 2;
                continue;
            }
            bytes[length++] = isForm && next == '+' ? (byte)' ' : next;
        }
        return bytes[..length];
    }

    private void Fail(string error)
    {
        if (Error.Length == 0) Error = error;
    }
}
