using System.Text.Json;
using Tocsin.Notifier.Receivers.Slack;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class BlockKitTests
{
    private const string Text = """{"type":"mrkdwn","text":"a"}""";

    [Theory]
    [InlineData("""[{"type":"divider"}]""", null)]
    [InlineData("[]", "a message has 1 to 50 blocks, here are 0")]
    [InlineData("""[{"type":"section"}]""", "a section needs text or fields")]
    [InlineData("""[{"type":"section","text":{"type":"mrkdwn","text":""}}]""", "a text may not be empty")]
    [InlineData("""[{"type":"section","text":{"text":"a"}}]""", "a text is of type plain_text or mrkdwn")]
    [InlineData("""[{"type":"header","text":{"type":"mrkdwn","text":"a"}}]""", "text must be of type plain_text")]
    [InlineData("""[{"type":"header"}]""", "text is missing")]
    [InlineData("""[{"type":"context","elements":[]}]""", "it has 1 to 10 elements")]
    [InlineData("""[{"type":"image","image_url":"http://x"}]""", "an image needs alt_text")]
    [InlineData("""[{"type":"image","alt_text":"x"}]""", "an image needs image_url")]
    [InlineData("""[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"a"},"style":"red"}]}]""", "primary or danger")]
    [InlineData("""[{"type":"section","text":{"type":"mrkdwn","text":"a"},"accessory":{"type":"button"}}]""", "text is missing")]
    public void Layouts_are_judged_as_slack_judges_them(string blocks, string? problem)
    {
        if (problem is null) Assert.Null(BlockKit.Problem(blocks));
        else Assert.Contains(problem, BlockKit.Problem(blocks));
    }

    [Theory]
    [InlineData("header", 150)]
    [InlineData("section", 3000)]
    [InlineData("field", 2000)]
    [InlineData("button", 75)]
    public void Texts_may_be_as_long_as_slack_documents(string where, int max)
    {
        Assert.Null(BlockKit.Problem(Layout(where, max)));
        Assert.Contains($"may have {max} characters, this has {max + 1}", BlockKit.Problem(Layout(where, max + 1)));
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void A_message_has_fifty_blocks_at_most(int count, bool fits) =>
        Assert.Equal(fits, BlockKit.Problem($"[{string.Join(',', Enumerable.Repeat("""{"type":"divider"}""", count))}]") is null);

    [Fact]
    public void A_section_has_ten_fields_at_most() =>
        Assert.Contains("1 to 10 fields", BlockKit.Problem($$"""[{"type":"section","fields":[{{string.Join(',', Enumerable.Repeat(Text, 11))}}]}]"""));

    private static string Layout(string where, int length)
    {
        string text = JsonSerializer.Serialize(string.Concat(Enumerable.Repeat("😀", length)));
        return where switch
        {
            "header" => $$"""[{"type":"header","text":{"type":"plain_text","text":{{text}} } } ]""",
            "section" => $$"""[{"type":"section","text":{"type":"mrkdwn","text":{{text}} } } ]""",
            "field" => $$"""[{"type":"section","fields":[{"type":"mrkdwn","text":{{text}} }]}]""",
            _ => $$"""[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":{{text}} } } ] } ]""",
        };
    }
}
