using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>JSON as Go writes it: bodies are compared, signed and stored byte for byte by those who receive them.</summary>
internal static class GoJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One value and the line feed that Go's encoder ends with.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return Respell(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // .NET escapes more than it must, and Go escapes what HTML minds. Outside of texts none of these characters occurs in JSON.
    private static string Respell(string json)
    {
        var text = new StringBuilder(json.Length + 64);
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            if (c is '&' or '<' or '>') Escape(text, c);
            else if (c != '\\') text.Append(c);
            else if (json[i + 1] == 'u')
            {
                char written = (char)ushort.Parse(json.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (written is '"' or '\\') text.Append('\\').Append(written);
                else if (written is < ' ' or '\u2028' or '\u2029' or '&' or '<' or '>') Escape(text, written);
                else text.Append(written);
                i += 5;
            }
            else text.Append(c).Append(json[++i]);
        }
        return text.Append('\n').ToString();
    }

    private static void Escape(StringBuilder text, char c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    /// <summary>RFC 3339 with as many digits after the second as are needed, in the offset that the time came with.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
