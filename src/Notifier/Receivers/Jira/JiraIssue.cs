using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Jira;

/// <summary>The JSON of an issue, and of the search for the one that a group has already: it carries a label with the group's name.</summary>
internal static class JiraIssue
{
    private const int MaxSummary = 255;
    private const int MaxDescription = 32767;

    /// <param name="existing">Whether it changes an issue, which may keep its own summary and description.</param>
    public static string Write(JiraConfig config, TemplateRun run, string incident, bool existing)
    {
        var fields = new SortedDictionary<string, PayloadNode>(StringComparer.Ordinal)
        {
            ["issuetype"] = Named("name", run.Text(config.IssueType)),
            ["project"] = Named("key", run.Text(config.Project)),
            ["labels"] = new PayloadList([.. config.Labels.Select(run.Text).Append(Label(incident)).Order(StringComparer.Ordinal).Select(label => new PayloadText(label))]),
        };
        string summary = RuneText.Truncate(run.Text(config.Summary.Template), MaxSummary);
        if (!existing || config.Summary.EnableUpdate) fields["summary"] = new PayloadText(summary);
        if (!existing || config.Description.EnableUpdate) fields["description"] = Description(config, run);
        if (run.Text(config.Priority) is { Length: > 0 } priority) fields["priority"] = Named("name", priority);
        foreach ((string name, PayloadNode value) in TemplatedPayload.RenderValues(config.Fields, run, MadeLeaves.Retyped).Entries) fields[name] = value;
        return GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("fields");
            TemplatedPayload.Write(json, new PayloadMap([.. fields]));
            json.WriteEndObject();
        });
    }

    public static string Search(JiraConfig config, TemplateRun run, string incident, bool firing)
    {
        bool reopens = firing && config.ReopenTransition.Length > 0 && config.ReopenDuration >= TimeSpan.FromMinutes(1);
        string wontFix = config.WontFixResolution.Length > 0 ? $"(resolution is EMPTY or resolution != {Quote(config.WontFixResolution)}) and " : "";
        string state = reopens
            ? string.Create(CultureInfo.InvariantCulture, $"(resolutiondate is EMPTY OR resolutiondate >= -{(long)config.ReopenDuration.TotalMinutes}m)")
            : "statusCategory != Done";
        string jql = $"{wontFix}{state} and project={Quote(run.Text(config.Project))} and labels={Quote(Label(incident))} order by status ASC,resolutiondate DESC";
        return GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.OptionalList("fields", ["status"]);
            json.WriteString("jql", jql);
            json.WriteNumber("maxResults", 2);
            json.WriteEndObject();
        });
    }

    private static string Label(string incident) => $"ALERT{{{incident}}}";

    // Version 3 of the API takes a document, which is JSON of its own.
    private static PayloadNode Description(JiraConfig config, TemplateRun run)
    {
        string text = RuneText.Truncate(run.Text(config.Description.Template), MaxDescription);
        if (run.Error is not null || !config.ApiUrl.TrimEnd('/').EndsWith("/3", StringComparison.Ordinal)) return new PayloadText(text);
        using JsonDocument? document = JsonText.Parse(text);
        if (document is not null) return new PayloadLiteral(document.RootElement.GetRawText());
        run.Fail("the description is not JSON, which version 3 of Jira's API asks for: write a document in Atlassian's format, or end api_url in /2");
        return new PayloadText("");
    }

    private static PayloadMap Named(string key, string value) => new([new(key, new PayloadText(value))]);

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
