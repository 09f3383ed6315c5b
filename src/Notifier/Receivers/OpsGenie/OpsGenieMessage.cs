using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.OpsGenie;

/// <summary>The JSON that opens an alert, and that closes it.</summary>
internal static class OpsGenieMessage
{
    private const int MaxMessage = 130;

    public static string Text(OpsGenieConfig config, TemplateRun run) => RuneText.Truncate(run.Text(config.Message), MaxMessage);

    public static string Close(OpsGenieConfig config, TemplateRun run) => GoJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("source", run.Text(config.Source));
        json.WriteEndObject();
    });

    public static string Create(OpsGenieConfig config, TemplateRun run, string alias) => GoJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("alias", alias);
        json.WriteString("message", Text(config, run));
        json.Optional("description", run.Text(config.Description));
        json.WriteStartObject("details");
        foreach ((string name, string value) in Details(config, run)) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("source", run.Text(config.Source));
        WriteResponders(json, [.. config.Responders.SelectMany(responder => Responders(responder, run))]);
        json.OptionalList("tags", Split(run.Text(config.Tags)));
        json.Optional("note", run.Text(config.Note));
        json.Optional("priority", run.Text(config.Priority));
        json.Optional("entity", run.Text(config.Entity));
        json.OptionalList("actions", Split(run.Text(config.Actions)));
        json.WriteEndObject();
    });

    private static SortedDictionary<string, string> Details(OpsGenieConfig config, TemplateRun run)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in run.Data.CommonLabels) details[name] = value;
        foreach ((string name, string value) in config.Details) details[name] = run.Text(value);
        return details;
    }

    // One entry of type "teams" is many teams; one that came out empty is nobody.
    private static IEnumerable<OpsGenieResponder> Responders(OpsGenieResponder written, TemplateRun run)
    {
        var responder = new OpsGenieResponder(run.Text(written.Id), run.Text(written.Name), run.Text(written.Username), run.Text(written.Type));
        if (responder == new OpsGenieResponder("", "", "", "")) return [];
        return responder.Type == "teams" ? Split(responder.Name).Select(name => new OpsGenieResponder("", name, "", "team")) : [responder];
    }

    private static void WriteResponders(Utf8JsonWriter json, List<OpsGenieResponder> responders)
    {
        if (responders.Count == 0) return;
        json.WriteStartArray("responders");
        foreach (OpsGenieResponder responder in responders)
        {
            json.WriteStartObject();
            json.Optional("id", responder.Id);
            json.Optional("name", responder.Name);
            json.Optional("username", responder.Username);
            json.WriteString("type", responder.Type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string[] Split(string list) => list.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries);
}
