namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Upstream's scenarios on the turned clock, from HTTP to the webhook.</summary>
public sealed class ScenarioTests
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        .. AcceptanceScenarios.All, .. DispatchScenarios.All, .. PipelineScenarios.All, .. InhibitionScenarios.All, .. SilenceScenarios.All, .. ApiScenarios.All,
        .. MatcherScenarios.All,
    ];

    public static IEnumerable<TheoryDataRow<string>> Names => All.Where(scenario => !scenario.PeerOnly).Select(scenario => new TheoryDataRow<string>(scenario.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_story_is_told_as_upstream_tells_it(string name)
    {
        Scenario scenario = All.Single(one => one.Name == name);
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(scenario.Config, scenario.Settings.Options);
        scenario.Webhooks(notifier.Hooks);
        var play = new Play(new ClockedStage(notifier));
        await play.RunAsync(scenario);
        Assert.Equal(scenario.ExpectedAnswers, play.Answers);
        Assert.Equal(scenario.Expected, notifier.Hooks.All
            .OrderBy(notice => Math.Round(notice.At * 2)).ThenBy(notice => notice.Hook, StringComparer.Ordinal).ThenBy(notice => notice.Told, StringComparer.Ordinal).Select(notice => notice.ToString()));
    }
}
