using System.Text;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Tests.Yaml;

public sealed class YamlFileTests
{
    private readonly ConfigProblems _problems = new();

    [Fact]
    public void An_unknown_key_is_an_error_with_its_place_and_the_nearest_known_name()
    {
        YamlMap map = Parse("route:\n  group_wiat: 5s\n").Map("route")!;
        map.Duration("group_wait", default);
        map.RejectUnknown();
        ConfigProblem problem = Assert.Single(_problems.Errors);
        Assert.Equal("f.yml:2:3: route.group_wiat: field group_wiat not found (did you mean \"group_wait\"?)", problem.ToString());
    }

    [Fact]
    public void A_key_that_stands_twice_is_an_error_with_its_line()
    {
        Assert.Null(YamlFile.Parse("f.yml", "a: 1\nb: 2\na: 3\n", _problems));
        Assert.Equal(3, Assert.Single(_problems.Errors).Line);
    }

    [Fact]
    public void All_wrong_values_are_reported_by_one_load()
    {
        YamlMap map = Parse("a: [1]\nb: soon\nc: maybe\nd: x\n");
        map.String("a");
        map.Duration("b", default);
        map.Bool("c", false);
        map.Integer("d", 0);
        Assert.Equal([1, 2, 3, 4], _problems.Errors.Select(problem => problem.Line));
    }

    [Fact]
    public void Scalars_of_any_type_are_text()
    {
        YamlMap map = Parse("regex: true\nport: 0123\nnothing:\n");
        Assert.Equal(("true", "0123", "fallback"), (map.String("regex"), map.String("port"), map.String("nothing", "fallback")));
    }

    [Fact]
    public void A_second_document_is_refused_with_the_hint_to_split_it()
    {
        Assert.Null(YamlFile.Parse("f.yml", "a: 1\n---\nb: 2\n", _problems));
        Assert.Contains("split it", Assert.Single(_problems.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_endless_aliases_end_in_an_error()
    {
        Assert.Null(YamlFile.Parse("f.yml", new string('[', 100_000), _problems));
        var laughs = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) laughs.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 200))}]\n");
        Assert.Null(YamlFile.Parse("f.yml", laughs.ToString(), _problems));
        Assert.Equal(2, _problems.Errors.Count);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_without_a_stack()
    {
        Assert.Null(YamlFile.Read("no/such/file.yml", _problems));
        Assert.StartsWith("no/such/file.yml: cannot be read:", Assert.Single(_problems.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_empty_map() => Assert.True(Parse("").IsEmpty);

    private YamlMap Parse(string text)
    {
        YamlMap? map = YamlFile.Parse("f.yml", text, _problems);
        Assert.NotNull(map);
        return map;
    }
}
