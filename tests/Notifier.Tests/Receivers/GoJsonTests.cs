using System.Text.Json;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class GoJsonTests
{
    [Theory]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"\n")]
    [InlineData("<&>", "\"\\u003c\\u0026\\u003e\"\n")]
    [InlineData("ü😀\u2028", "\"ü😀\\u2028\"\n")]
    [InlineData("\0\b\f\n\r\t\x1b", "\"\\u0000\\b\\f\\n\\r\\t\\u001b\"\n")]
    public void Texts_are_escaped_as_go_escapes_them(string text, string json) =>
        Assert.Equal(json, GoJson.Write(writer => writer.WriteStringValue(text)));

    [Fact]
    public void Json_that_a_template_wrote_keeps_its_meaning_whatever_it_escaped() =>
        Assert.Equal("[\"a\\\"b\\\\cü\\u003c\"]\n", GoJson.Write(writer => writer.WriteRawValue("[\"a\\u0022b\\u005cc\\u00fc\\u003c\"]")));

    [Fact]
    public void Every_character_comes_back()
    {
        string all = string.Concat(Enumerable.Range(0, 0x3000).Select(i => (char)i));
        Assert.Equal(all, JsonSerializer.Deserialize<string>(GoJson.Write(writer => writer.WriteStringValue(all))));
    }
}
