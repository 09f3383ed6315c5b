using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Tests.Muting;

public sealed class InhibitorTests
{
    private static readonly DateTimeOffset Now = TestNotifier.Start;

    // Sources: labels, a minus before an ended one; several are apart by a semicolon.
    [Theory]
    [InlineData("s=1, t=1, equal=e", "", "t=1 e=x", false, "no source")]
    [InlineData("s=1, t=1, equal=", "s=1", "t=1 e=x", true, "no equal labels: any source")]
    [InlineData("s=1, t=1, equal=e", "-s=1 e=x", "t=1 e=x", false, "the source has ended")]
    [InlineData("s=1, t=1, equal=e", "s=1 e=x", "t=1 e=x", true, "the source fires")]
    [InlineData("s=1, t=1, equal=e", "s=1 e=y", "t=1 e=x", false, "another value")]
    [InlineData("s=1, t=1, equal=e", "s=1", "t=1", true, "absent on both sides is equal")]
    [InlineData("s=1, t=1, equal=e", "s=1", "t=1 e=x", false, "absent on one side is not")]
    [InlineData("s=1, t=1, equal=e", "s=1 e=x", "t=2 e=x", false, "not a target")]
    [InlineData("s=1, t=1, equal=e", "s=1 e=x", "s=1 t=1 e=x", true, "a target that is a source too, by a source that is no target")]
    [InlineData("s=1, t=1, equal=e", "s=1 t=1 e=x n=2", "s=1 t=1 e=x", false, "both are both: neither inhibits the other")]
    [InlineData("s=1, t=1, equal=e", "s=1 t=1 e=x n=2; s=1 e=x", "s=1 t=1 e=x", true, "a second, plain source counts")]
    [InlineData("s=1, t=1, equal=e", "-s=1 e=x; s=1 e=x n=2", "t=1 e=x", true, "one ended, another fires")]
    [InlineData("s=1, t=1, equal=e", "s=1 t=1 e=x", "t=1 e=x", true, "a source that is a target inhibits a plain target")]
    [InlineData("none", "a=1", "a=1", false, "an empty rule does nothing")]
    public void A_target_is_inhibited_as_the_plain_definition_says(string rule, string sources, string target, bool inhibited, string why)
    {
        var alerts = new AlertProjection();
        foreach (string source in sources.Split("; ", StringSplitOptions.RemoveEmptyEntries)) alerts.Put(Tracked(source));
        alerts.Put(Tracked(target));
        var inhibitor = new Inhibitor(alerts);
        inhibitor.Apply([Rule(rule)]);
        Assert.True(inhibited == inhibitor.Find(Labels(target), Now) is not null, why);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sources_come_and_go_with_the_alerts(bool isKnown)
    {
        var alerts = new AlertProjection();
        TrackedAlert target = Tracked("t=1 e=x");
        if (isKnown) alerts.Put(target);
        var inhibitor = new Inhibitor(alerts);
        inhibitor.Apply([Rule("s=1, t=1, equal=e")]);
        TrackedAlert source = Tracked("s=1 e=x");
        Assert.Null(inhibitor.Find(Labels("t=1 e=x"), Now));
        inhibitor.Changed([source]);
        Assert.Equal(source.Fingerprint, inhibitor.Find(Labels("t=1 e=x"), Now)!.Source);
        Assert.Null(inhibitor.Find(Labels("t=1 e=x"), Now.AddHours(2)));
        inhibitor.Removed([source]);
        Assert.Null(inhibitor.Find(Labels("t=1 e=x"), Now));
        inhibitor.Changed([source]);
        Assert.NotNull(inhibitor.Find(Labels("t=1 e=x"), Now));
        inhibitor.Apply([Rule("s=1, t=2, equal=e")]);
        Assert.Null(inhibitor.Find(Labels("t=1 e=x"), Now));
    }

    [Fact]
    public void An_alert_that_has_gone_is_judged_as_before_and_remembers_nothing()
    {
        var alerts = new AlertProjection();
        TrackedAlert source = Tracked("s=1 e=x"), target = Tracked("t=1 e=x");
        alerts.Put(source);
        alerts.Put(target);
        var inhibitor = new Inhibitor(alerts);
        inhibitor.Apply([Rule("s=1, t=1, equal=e")]);
        Assert.NotNull(inhibitor.Find(target, Now));
        Assert.NotNull(target.Threats);
        alerts.Remove(target.Fingerprint);
        inhibitor.Removed([target]);
        Assert.NotNull(inhibitor.Find(target, Now));
        Assert.Null(target.Threats);
    }

    private static InhibitRule Rule(string text)
    {
        string yaml = "{}";
        if (text != "none")
        {
            string[] parts = text.Split(", ");
            yaml = $"{{source_matchers: ['{parts[0]}'], target_matchers: ['{parts[1]}'], equal: [{parts[2]["equal=".Length..]}]}}";
        }
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse(
            "alertmanager.yml", $"route: {{receiver: x}}\nreceivers: [{{name: x}}]\ninhibit_rules: [{yaml}]", AlertmanagerConfigOptions.Default, problems);
        Assert.Empty(problems.Errors);
        return new InhibitRule(config!.InhibitRules[0]);
    }

    private static TrackedAlert Tracked(string text)
    {
        bool ended = text.StartsWith('-');
        LabelSet labels = Labels(text.TrimStart('-'));
        return new(labels.Fingerprint(), new Alert { Labels = labels, StartsAt = Now.AddHours(-1), EndsAt = ended ? Now : Now.AddHours(1), UpdatedAt = Now });
    }

    private static LabelSet Labels(string text) =>
        LabelSet.FromStrings(text.Split(' ').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
}
