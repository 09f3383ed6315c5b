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
        // Go escapes what HTML minds; outside of texts these characters do not occur in JSON.
        return new StringBuilder(Encoding.UTF8.GetString(buffer.WrittenSpan), buffer.WrittenCount + 64)
            .Replace("&", "\\u0026").Replace("<", "\\u003c").Replace(">", "\\u003e").Append('\n').ToString();
    }

    /// <summary>RFC 3339 with as many digits after the second as are needed.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";
}
