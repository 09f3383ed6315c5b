using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Tests.Routing;

public sealed class RouteTreeTests
{
    private const string Tree = """
        route:
          receiver: default
          group_by: [cluster]
          labels: {team: none, site: here}
          routes:
          - matchers: ['owner="a"']
            receiver: a
            group_wait: 11s
            group_by: ['...']
            labels: {team: a}
            routes:
            - matchers: ['env="test"']
              receiver: a-test
              group_by: []
            - matchers: ['env="prod"']
              continue: true
              group_interval: 21s
            - match_re: {env: 'prod|stage'}
              receiver: a-late
          - match_re: {owner: 'b|c'}
            receiver: bc
            repeat_interval: 1h
            continue: true
          - matchers: ['owner="c"']
            receiver: c
          - matchers: ['owner="c"']
            receiver: never
        receivers: [{name: default}, {name: a}, {name: a-test}, {name: a-late}, {name: bc}, {name: c}, {name: never}]
        """;

    private static readonly RouteTree Routes = Build(Tree);

    [Theory]
    [InlineData("owner=x", "default")]
    [InlineData("", "default")]
    [InlineData("owner=a", "a")]
    [InlineData("owner=a env=test", "a-test")]
    [InlineData("owner=a env=prod", "a a-late")]
    [InlineData("owner=a env=stage", "a-late")]
    [InlineData("owner=a env=other", "a")]
    [InlineData("owner=b", "bc")]
    [InlineData("owner=c", "bc c")]
    [InlineData("owner=bc", "default")]
    public void An_alert_goes_to_the_deepest_match_and_to_siblings_after_continue(string labels, string receivers) =>
        Assert.Equal(receivers, string.Join(' ', Routes.Match(Parse(labels)).Select(route => route.Receiver)));

    [Fact]
    public void Children_inherit_what_they_do_not_say_themselves()
    {
        Route prod = Routes.Match(Parse("owner=a env=prod"))[0];
        Assert.Equal((TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(21), TimeSpan.FromHours(4)), (prod.GroupWait, prod.GroupInterval, prod.RepeatInterval));
        Assert.Equal("a", prod.Receiver);
        Assert.Equal("a here", prod.Labels["team"] + " " + prod.Labels["site"]);
        Assert.True(prod.GroupBy.IsAll);
        Route root = Routes.Root;
        Assert.Equal((30, 300, 4 * 3600), (root.GroupWait.TotalSeconds, root.GroupInterval.TotalSeconds, root.RepeatInterval.TotalSeconds));
    }

    [Theory]
    [InlineData("owner=x cluster=eu zone=1", "{cluster=\"eu\"}")]
    [InlineData("owner=x zone=1", "{}")]
    [InlineData("owner=a zone=1", "{owner=\"a\", zone=\"1\"}")]
    [InlineData("owner=a env=test cluster=eu", "{}")]
    [InlineData("owner=b cluster=eu", "{cluster=\"eu\"}")]
    public void The_group_is_made_of_the_group_by_labels_that_the_alert_has(string labels, string group) =>
        Assert.Equal(group, Routes.Match(Parse(labels))[0].GroupBy.Select(Parse(labels)).ToString());

    [Fact]
    public void A_group_key_prints_the_path_of_matchers_and_the_labels_of_the_group()
    {
        Route late = Routes.Match(Parse("owner=a env=stage"))[0];
        Assert.Equal("{}/{owner=\"a\"}/{env=~\"^(?:prod|stage)$\"}:{env=\"stage\", owner=\"a\"}", late.GroupKey(Parse("owner=a env=stage")));
    }

    [Fact]
    public void Ids_are_unique_even_where_siblings_have_the_same_matchers()
    {
        Route[] all = [.. Routes.Routes];
        Assert.Equal(8, all.Length);
        Assert.Equal(all.Length, all.Select(route => route.Id).Distinct().Count());
        Assert.All(all, route => Assert.Same(route, Routes.Find(route.Id)));
    }

    [Fact]
    public void Ids_stay_when_other_routes_come_before()
    {
        RouteTree grown = Build(Tree.Replace("  routes:\n  - matchers: ['owner=\"a\"']", "  routes:\n  - {matchers: ['new=\"1\"']}\n  - matchers: ['owner=\"a\"']", StringComparison.Ordinal));
        Assert.Equal(9, grown.Routes.Count());
        Assert.All(Routes.Routes, route => Assert.Equal(route.Receiver, grown.Find(route.Id)!.Receiver));
    }

    private static RouteTree Build(string yaml)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse("alertmanager.yml", yaml, AlertmanagerConfigOptions.Default, problems);
        Assert.Empty(problems.Errors);
        return RouteTreeBuilder.Build(config!.Route);
    }

    private static LabelSet Parse(string text) =>
        LabelSet.FromStrings(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
}
