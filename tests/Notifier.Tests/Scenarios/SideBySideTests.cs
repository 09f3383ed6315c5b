using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Testing.Peers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>
/// The scenarios in real time, by the real Alertmanager and by us: both tell the same in the same order, and answer the same. The moments are left out, a
/// busy machine has its own.
/// </summary>
public sealed class SideBySideTests(SideBySideRun run) : IClassFixture<SideBySideRun>
{
    public static IEnumerable<TheoryDataRow<string>> Names => ScenarioTests.All.Where(scenario => scenario.OursAlone == "").Select(scenario => new TheoryDataRow<string>(scenario.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_real_Alertmanager_tells_and_answers_the_same(string name)
    {
        SideBySidePlay played = await run.OfAsync(name);
        Assert.SkipWhen(!played.Agrees && played.Late > 0.25, $"The machine is too busy to keep the times of the story: it was {played.Late:F1} s behind.");
        Assert.True(played.Agrees, $"{name}\n{played.Broke}\nAlertmanager:\n{played.Theirs}\nTocsin:\n{played.Ours}");
    }
}

/// <summary>What both told and answered.</summary>
/// <param name="Late">Seconds.</param>
/// <param name="Broke">What could not be gone on after; empty when both came to the end.</param>
public sealed record SideBySidePlay(string Theirs, string Ours, double Late, string Broke)
{
    public bool Agrees => Broke.Length == 0 && Theirs == Ours;
}

/// <summary>
/// All stories are played at once, as most of a story is waiting. What differs is played again when that is over: only what differs on a machine
/// that keeps the times counts.
/// </summary>
public sealed partial class SideBySideRun
{
    private const int AtOnce = 40;

    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly SemaphoreSlim _starts = new(1);
    private readonly Lazy<Dictionary<string, Task<SideBySidePlay>>> _plays;

    public SideBySideRun() => _plays = new(() => ScenarioTests.All.Where(scenario => scenario.OursAlone == "").OrderByDescending(scenario => scenario.Until)
        .ToDictionary(scenario => scenario.Name, PlayAsync));

    public async Task<SideBySidePlay> OfAsync(string name)
    {
        Assert.SkipWhen(PeerPrograms.Find("alertmanager") is null, "needs alertmanager in TOCSIN_PEERS_DIR/bin");
        await Task.WhenAll(_plays.Value.Values);
        SideBySidePlay played = await _plays.Value[name];
        for (int again = 0; again < 3 && !played.Agrees; again++) played = await PlayAsync(ScenarioTests.All.Single(scenario => scenario.Name == name));
        return played;
    }

    private async Task<SideBySidePlay> PlayAsync(Scenario scenario)
    {
        await _places.WaitAsync(TestContext.Current.CancellationToken);
        await _starts.WaitAsync(TestContext.Current.CancellationToken);
        PeerStage peer;
        OurStage us;
        try
        {
            // Starting is work: one after the other, so that those who play keep their times.
            peer = await PeerStage.StartAsync(PeerPrograms.Find("alertmanager")!, scenario.Config, scenario.Settings.PeerFlags);
            us = new OurStage(await ScenarioNotifier.StartAsync(scenario.Config, scenario.Settings.Options, realTime: true));
        }
        finally
        {
            _starts.Release();
        }
        try
        {
            Task<(string Told, string Broke)> theirs = PlayAsync(scenario, peer), ours = PlayAsync(scenario, us);
            return new((await theirs).Told, (await ours).Told, Math.Max(peer.Late, us.Late), (await theirs).Broke + (await ours).Broke);
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<(string Told, string Broke)> PlayAsync(Scenario scenario, RealStage stage)
    {
        await using RealStage _ = stage;
        stage.Begin();
        scenario.Webhooks(stage.Hooks);
        var play = new Play(stage);
        string broke = "";
        try
        {
            await play.RunAsync(scenario);
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or HttpRequestException)
        {
            // One that came too late may be refused; the others go on.
            broke = e.Message;
        }
        return (Told(stage, play), broke);
    }

    private static string Told(RealStage stage, Play play)
    {
        var told = new StringBuilder();
        foreach (IGrouping<string, Notice> hook in stage.Hooks.All.GroupBy(notice => notice.Hook).OrderBy(hook => hook.Key, StringComparer.Ordinal))
        {
            IEnumerable<string> messages = hook.Select(notice => AnswerText.Comparable(AnswerText.InStoryTime(notice.Body.GetRawText(), stage.Start)));
            // Messages of different groups of one moment come in any order.
            foreach (string message in messages.GroupBy(GroupKey).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => group))
                told.Append(CultureInfo.InvariantCulture, $"{hook.Key}: {message}\n");
        }
        foreach (string answer in play.Bodies) told.AppendLine(answer);
        return told.ToString();
    }

    private static string GroupKey(string message) => Key().Match(message).Value;

    [GeneratedRegex("\"groupKey\":\"(\\\\.|[^\"])*\"")]
    private static partial Regex Key();
}
