using Tocsin.Contracts.Configuration.Alertmanager;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Tests.Alertmanager;

public sealed class ShownYamlTests
{
    // As the writer of Alertmanager 0.33 puts them, and inside brackets.
    [Theory]
    [InlineData("plain", "plain", "plain")]
    [InlineData("a@b", "a@b", "a@b")]
    [InlineData("", "\"\"", "\"\"")]
    [InlineData("5", "\"5\"", "\"5\"")]
    [InlineData("1:5", "\"1:5\"", "\"1:5\"")]
    [InlineData("n", "\"n\"", "\"n\"")]
    [InlineData("true", "\"true\"", "\"true\"")]
    [InlineData("~", "\"~\"", "\"~\"")]
    [InlineData("#x", "'#x'", "'#x'")]
    [InlineData("...", "'...'", "'...'")]
    [InlineData("it's", "it's", "it's")]
    [InlineData("{{ \"it's\" }}", "'{{ \"it''s\" }}'", "'{{ \"it''s\" }}'")]
    [InlineData("a: b", "'a: b'", "'a: b'")]
    [InlineData("monday:friday", "monday:friday", "'monday:friday'")]
    [InlineData("h:25", "h:25", "'h:25'")]
    [InlineData(" x", "' x'", "' x'")]
    [InlineData("a\tb", "\"a\\tb\"", "\"a\\tb\"")]
    [InlineData("a\nb", "|-\n  a\n  b", "\"a\\nb\"")]
    [InlineData("a\nb\n", "|\n  a\n  b", "\"a\\nb\\n\"")]
    [InlineData("a\n\n", "|+\n  a\n", "\"a\\n\\n\"")]
    public void A_text_is_quoted_only_where_it_would_be_read_as_something_else(string value, string block, string bracket)
    {
        Assert.Equal($"k: {block}\n", Write(new ShownText(value)));
        Assert.Equal($"k: [{bracket}]\n", Write(new ShownList([new ShownText(value)], OnOneLine: true)));
    }

    [Fact]
    public void Whatever_a_text_holds_it_is_read_back_as_it_was()
    {
        const string Pieces = "ab1 :#-'\"\\\n\t{}[],&*!|>%@`?~\r\u0001\u2028é☃";
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            string value = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var map = new ShownMap([("outer", new ShownList([new ShownMap([("a", new ShownText(value)), ("b", new ShownList([new ShownText(value)], OnOneLine: true)), (value + "k", new ShownWord("1"))])]))]);
            string text = ShownYaml.Write(map);
            var stream = new YamlStream();
            try
            {
                stream.Load(new StringReader(text));
            }
            catch (YamlDotNet.Core.YamlException e)
            {
                Assert.Fail($"{e.Message}\n{text}");
            }
            var item = (YamlMappingNode)stream.Documents[0].RootNode["outer"][0];
            Assert.True(((YamlScalarNode)item["a"]).Value == value && ((YamlScalarNode)item["b"][0]).Value == value, $"{value} was written as\n{text}");
        }
    }

    [Fact]
    public void A_remark_stands_alone_and_never_after_a_dash()
    {
        var map = new ShownMap([("list", new ShownList([new ShownMap([("ours: 1", null), ("name", new ShownText("x"))])]))]);
        Assert.Equal("list:\n- name: x\n  # ours: 1\n", ShownYaml.Write(map));
    }

    private static string Write(ShownNode node) => ShownYaml.Write(new ShownMap([("k", node)]));
}
