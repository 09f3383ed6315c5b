using CsCheck;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Contracts.Tests.Alertmanager;

public sealed class PayloadReaderTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("0x10", "16")]
    [InlineData("010", "8")]
    [InlineData("1_000", "1000")]
    [InlineData("+5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("yes", "true")]
    [InlineData("off", "false")]
    [InlineData("y", "true")]
    public void A_text_that_yaml_takes_for_something_else_becomes_that(string text, string json) =>
        Assert.Equal(new PayloadLiteral(json), PayloadReader.Structure(text));

    [Fact]
    public void Aliases_in_the_text_of_an_alert_do_not_grow_without_end()
    {
        string text = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));
        Assert.Null(PayloadReader.Structure(text));
        Assert.Null(PayloadReader.Structure("a: &a [*a]\n"));
    }

    [Theory]
    [InlineData("word")]
    [InlineData("two words")]
    [InlineData("\"5\"")]
    [InlineData("2020-01-01")]
    [InlineData("1:30")]
    [InlineData("key:")]
    [InlineData("http://x/?a=b")]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("{unclosed")]
    [InlineData("a # comment")]
    [InlineData("=")]
    public void What_stays_a_text_or_is_nothing_is_no_structure(string text) => Assert.True(PayloadReader.Structure(text) is null or PayloadMap, text);

    [Fact]
    public void Json_and_yaml_of_the_same_meaning_are_the_same_structure()
    {
        var json = (PayloadMap)PayloadReader.Structure("{\"a\":[1,\"x\",null,true],\"b\":{}}")!;
        var yaml = (PayloadMap)PayloadReader.Structure("a: [1, x, null, true]\nb: {}")!;
        Assert.Equal(json.Entries.Select(entry => entry.Key), yaml.Entries.Select(entry => entry.Key));
        Assert.Equal(((PayloadList)json.Entries[0].Value).Items, ((PayloadList)yaml.Entries[0].Value).Items);
    }

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS") ?? "5000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void No_text_breaks_it()
    {
        string[] pieces = ["{", "}", "[", "]", ":", ": ", ",", "-", "- ", "?", "&a", "*a", "!t", "|", ">", "'", "\"", "%", "@", "`", "#", " #", "\n", "\t", "---", "...", "<<", "1", "0x", "e9", "\\", "\ud800", "\u0085", "\u2028", "ü", "a", "null", "\"a\":"];
        Gen.Int[0, pieces.Length - 1].Array[0, 24].Sample(parts => PayloadReader.Structure(string.Concat(parts.Select(part => pieces[part]))), iter: Rounds);
        Gen.String[0, 40].Sample(text => PayloadReader.Structure(text), iter: Rounds);
    }

    [Fact]
    public void Nesting_without_end_is_given_up()
    {
        Assert.Null(PayloadReader.Structure(new string('[', 100_000)));
        Assert.Null(PayloadReader.Structure("&a [*a]"));
    }
}
