using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Conformance;

/// <summary>The recorded cases of <c>amtool template render</c>.</summary>
public sealed class NotificationCases
{
    private const string File = "templates/alertmanager_template_cases.json";

    [Fact]
    public void Every_recorded_notification_template_renders_as_recorded_but_the_listed_ones()
    {
        JsonElement cases = CaseFile.Read(File);
        var outcome = new CaseOutcome(CaseFile.KnownFailures("notification_known_failures.txt"));
        JsonElement sets = cases.GetProperty("data_sets");
        foreach (JsonElement one in cases.GetProperty("cases").EnumerateArray())
        {
            if (one.TryGetProperty("version_note", out _)) continue;
            TemplateResult result = Render(one, sets.GetProperty(one.GetProperty("data").GetString()!));
            outcome.Add(one.GetProperty("id").GetString()!, Problem(one, result));
        }
        outcome.Check();
    }

    private static string? Problem(JsonElement one, TemplateResult result)
    {
        if (one.TryGetProperty("output", out JsonElement output))
            return result.Output == output.GetString() ? null : $"want {output}\n got {result.Output ?? result.Error}";
        // Texts of html/template's own errors name its internal states; there, failing is enough.
        string want = one.GetProperty("error").GetString()!;
        bool same = result.Error == want || (want.StartsWith("html/template:", StringComparison.Ordinal) && result.Error is not null);
        return same ? null : $"want error {want}\n got {result.Error ?? "output " + result.Output}";
    }

    private static TemplateResult Render(JsonElement one, JsonElement data)
    {
        var files = new List<TemplateFile>();
        if (one.TryGetProperty("files", out JsonElement texts))
            files.AddRange(texts.EnumerateObject().Select(f => new TemplateFile("/etc/templates/" + f.Name, f.Value.GetString()!)));
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-08-01T00:00:00Z", null));
        NotificationTemplatesLoad load = NotificationTemplates.Load(files, clock);
        if (load.Templates is null) return TemplateResult.Failed(string.Join("; ", load.Errors));
        string text = one.GetProperty("text").GetString()!;
        NotificationData parsed = DataReader.Notification(data);
        return one.GetProperty("type").GetString() == "html"
            ? load.Templates.Html(text, parsed, TestContext.Current.CancellationToken)
            : load.Templates.Text(text, parsed, TestContext.Current.CancellationToken);
    }
}
