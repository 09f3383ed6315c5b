using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Engine.Querying;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Querying;

public sealed class UpstreamJsonTests
{
    private const string Odd = "<&> \u2028 \x7f é😀 \ufeff '\"\\ \b\f\n\u0001";

    [Fact]
    public void Texts_may_stand_in_HTML_and_labels_are_as_they_are()
    {
        Assert.Equal("\"\\u003c\\u0026\\u003e \\u2028 \x7f é😀 \ufeff '\\\"\\\\ \\u0008\\u000c\\n\\u0001\"", Written(json => json.WriteStringValue(Odd)));
        Assert.Equal("\"\\u003c\\u0026\\u003e \\u2028 \x7f é😀 \ufeff '\\\"\\\\ \\u0008\\u000c\\n\\u0001\"", Written(json => json.WriteStringValue(Encoding.UTF8.GetBytes(Odd))));
        Assert.Equal(
            "{\"<a>\":\"<&> \u2028 \x7f é😀 \ufeff '\\\"\\\\ \\u0008\\u000c\\n\\u0001\",\"b\":\"â\"}",
            Written(json => ResultWriter.WriteLabels(json, LabelSet.Create(("<a>", Odd), ("b", "â")))));
    }

    [Fact]
    public void What_is_no_text_becomes_the_sign_for_it()
    {
        Assert.Equal("\"a\ufffdb\"", Written(json => json.WriteStringValue("a\ud800b")));
        Assert.Equal("\"😀\ufffd\"", Written(json => json.WriteStringValue("😀\ude00")));
        Assert.Equal("\"\u2027\\u2029\"", Written(json => json.WriteStringValue("\u2027\u2029")));
    }

    [Fact]
    public void Broken_bytes_become_the_sign_for_them() =>
        Assert.Equal("\"a\ufffd\\u003c\ufffd\"", Written(json => json.WriteStringValue([(byte)'a', 0xff, (byte)'<', 0xe2])));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, UpstreamJson.Writer)) write(json);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
