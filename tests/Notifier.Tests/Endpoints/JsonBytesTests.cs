using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Endpoints;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class JsonBytesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\"quoted\" and \\ and / and <b>&'+`")]
    [InlineData("a\nb\tc\rd\u0001\u001f\u007f\u0085\u2028")]
    [InlineData("grüße 你好 🔔 \ufeff")]
    public void Text_is_what_the_general_writer_writes(string text)
    {
        string expected = General(json => json.WriteStringValue(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expected, Written((ref JsonBytes json) => json.Text(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(expected, Written((ref JsonBytes json) => json.Text(text)));
    }

    [Fact]
    public void A_long_text_with_everything_to_escape_fits_into_its_room()
    {
        string text = new('\u0001', 3000);
        byte[] target = new byte[JsonBytes.Room(text)];
        var json = new JsonBytes(target);
        json.Text(text);
        Assert.Equal(target.Length, json.Length);
    }

    [Fact]
    public void Any_labels_fit_into_their_room_and_are_what_the_general_writer_writes()
    {
        var random = new Random(7);
        int plains = 0;
        for (int round = 0; round < 500; round++)
        {
            LabelSet labels = LabelSet.FromStrings(Enumerable.Range(0, random.Next(6)).Select(_ => KeyValuePair.Create(Text(random), Text(random))));
            string expected = General(json =>
            {
                json.WriteStartObject();
                foreach (LabelPair pair in labels) json.WriteString(pair.Name, pair.Value);
                json.WriteEndObject();
            });
            byte[] target = new byte[JsonBytes.Room(labels)];
            var json = new JsonBytes(target);
            json.Labels(labels);
            Assert.Equal(expected, Encoding.UTF8.GetString(target, 0, json.Length));
            if (!JsonBytes.IsPlain(labels)) continue;
            var plain = new JsonBytes(target);
            plain.PlainLabels(labels);
            Assert.Equal(expected, Encoding.UTF8.GetString(target, 0, plain.Length));
            plains++;
        }
        Assert.InRange(plains, 20, 499);
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.Next(4) switch
        {
            0 => ((char)random.Next(1, 0x80)).ToString(),
            1 => ((char)random.Next(0x80, 0xD800)).ToString(),
            2 => char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF)),
            _ => "a",
        }));

    private delegate void Writing(ref JsonBytes json);

    private static string Written(Writing write)
    {
        byte[] target = new byte[4096];
        var json = new JsonBytes(target);
        write(ref json);
        return Encoding.UTF8.GetString(target, 0, json.Length);
    }

    private static string General(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, AlertListing.JsonOptions)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
