using Tocsin.Templating.Go.Parsing;

namespace Tocsin.Templating.Tests.Go;

public sealed class ParserTests
{
    [Theory]
    [InlineData("a  {{- 1 -}}  b", "a{{1}}b")]
    [InlineData("{{/* gone */}}x{{- /* gone\ntoo */ -}}  y", "xy")]
    [InlineData("{{ if .A }}1{{ else if .B }}2{{ else }}3{{ end }}", "{{if .A}}1{{else}}{{if .B}}2{{else}}3{{end}}{{end}}")]
    [InlineData("{{ range $i, $e := .L }}{{ break }}{{ end }}", "{{range $i, $e := .L}}{{break}}{{end}}")]
    [InlineData("{{ (index .A 0).B.C | printf \"%s\" }}", "{{(index .A 0).B.C | printf \"%s\"}}")]
    [InlineData("{{ $x := 1 }}{{ $x = 2 }}", "{{$x := 1}}{{$x = 2}}")]
    [InlineData("{{\n  template\n \"t\" .\n}}", "{{template \"t\" .}}")]
    public void A_template_is_read_into_the_tree_that_prints_like_it(string text, string want) =>
        Assert.Equal(want, Parser.Parse("t", text, _ => true)[^1].Root.ToString());

    [Theory]
    [InlineData("{{ if }}", "template: t:1: missing value for if")]
    [InlineData("{{ end }}", "template: t:1: unexpected {{end}}")]
    [InlineData("{{ nope }}", "template: t:1: function \"nope\" not defined")]
    [InlineData("{{ $x }}", "template: t:1: undefined variable \"$x\"")]
    [InlineData("a\nb{{ \"x }}", "template: t:2: unterminated quoted string")]
    [InlineData("{{ range . }}{{ else }}{{ else }}{{ end }}", "template: t:1: expected end; found {{else}}")]
    [InlineData("{{ 3 - 2 }}", "template: t:1: illegal number syntax: \"-\"")]
    [InlineData("{{ 0x }}", "template: t:1: illegal number syntax: \"0x\"")]
    [InlineData("{{ 1_a }}", "template: t:1: bad number syntax: \"1_a\"")]
    [InlineData("{{ \"a\" | 1 }}", "template: t:1: non executable command in pipeline stage 2")]
    [InlineData("{{ \"a\".b }}", "template: t:1: unexpected . after term \"\\\"a\\\"\"")]
    [InlineData("{{ with $a, $b := . }}{{ end }}", "template: t:1: too many declarations in with")]
    [InlineData("{{ 1\n\n+ }", "template: t:3: unexpected \"}\" in operand")]
    [InlineData("{{ define \"a\" }}{{ break }}{{ end }}", "template: t:1: {{break}} outside {{range}}")]
    [InlineData("{{ \u00A7 }}", "template: t:1: unrecognized character in action: U+00A7 '\u00A7'")]
    public void A_mistake_is_named_with_its_line(string text, string want)
    {
        var failure = Assert.Throws<ParseFailure>(() => Parser.Parse("t", text, name => name is "printf"));
        if (text.Contains("+ }", StringComparison.Ordinal)) Assert.StartsWith("template: t:3:", failure.Message, StringComparison.Ordinal);
        else Assert.Equal(want, failure.Message);
    }

    [Fact]
    public void Definitions_and_blocks_become_templates_of_their_own()
    {
        IReadOnlyList<ParsedTemplate> templates = Parser.Parse("file", "x{{ define \"a\" }}1{{ end }}{{ block \"b\" . }}2{{ end }}", _ => true);
        Assert.Equal(["a", "b", "file"], templates.Select(t => t.Name));
        Assert.Equal("x{{template \"b\" .}}", templates[^1].Root.ToString());
    }

    [Fact]
    public void A_deeply_nested_template_is_refused_and_takes_no_one_with_it()
    {
        string parens = "{{" + new string('(', 200_000) + "1" + new string(')', 200_000) + "}}";
        string blocks = string.Concat(Enumerable.Repeat("{{if 1}}", 100_000));
        Assert.Contains("nested deeper", Assert.Throws<ParseFailure>(() => Parser.Parse("t", parens, _ => true)).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Assert.Throws<ParseFailure>(() => Parser.Parse("t", blocks, _ => true)).Message, StringComparison.Ordinal);
    }
}
