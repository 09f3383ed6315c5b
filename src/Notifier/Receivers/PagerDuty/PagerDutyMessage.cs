using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.PagerDuty;

/// <summary>
/// The JSON of one event. Its first property is the key, which is a secret: what is stored and shown begins with <see cref="MaskedKey"/>, and only the
/// request has the key there.
/// </summary>
internal static class PagerDutyMessage
{
    private const int MaxSummary = 1024;
    private const int MaxBytes = 512000;
    private const string TooLarge = "Custom details have been removed because the original event exceeds the maximum size of 512KB";

    /// <summary>What stands for the key in a stored message.</summary>
    private const string MaskedKey = "<secret>";

    public static string Write(PagerDutyConfig config, TemplateRun run, Notification notification, string incident)
    {
        PayloadMap details = TemplatedPayload.RenderValues(config.Details, run, MadeLeaves.Retyped);
        string body = Write(config, run, notification, incident, details);
        if (Encoding.UTF8.GetByteCount(body) <= MaxBytes) return body;
        return Write(config, run, notification, incident, new PayloadMap([new("error", new PayloadText(TooLarge))]));
    }

    /// <summary>The body to send.</summary>
    public static string WithKey(string body, string property, string key) =>
        string.Concat(Beginning(property, key), body.AsSpan(Beginning(property, MaskedKey).Length));

    private static string Beginning(string property, string key)
    {
        string json = GoJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(property, key);
            writer.WriteEndObject();
        });
        return json[..json.LastIndexOf('}')];
    }

    private static string Write(PagerDutyConfig config, TemplateRun run, Notification notification, string incident, PayloadMap details) => GoJson.Write(json =>
    {
        bool firing = notification.Alerts.Any(alert => !alert.Resolved);
        json.WriteStartObject();
        if (config.ServiceKey is not null) WriteVersion1(json, config, run, incident, details, firing);
        else WriteVersion2(json, config, run, incident, details, firing);
        json.WriteEndObject();
    });

    private static void WriteVersion1(Utf8JsonWriter json, PagerDutyConfig config, TemplateRun run, string incident, PayloadMap details, bool firing)
    {
        json.WriteString("service_key", MaskedKey);
        json.WriteString("incident_key", incident);
        json.WriteString("event_type", firing ? "trigger" : "resolve");
        json.Optional("description", RuneText.Truncate(run.Text(config.Description), MaxSummary));
        // Version 2's, and always there.
        json.WriteString("event_action", "");
        json.WriteNull("payload");
        if (firing)
        {
            json.Optional("client", run.Text(config.Client));
            json.Optional("client_url", run.Text(config.ClientUrl));
        }
        json.WritePropertyName("details");
        TemplatedPayload.Write(json, details);
    }

    private static void WriteVersion2(Utf8JsonWriter json, PagerDutyConfig config, TemplateRun run, string incident, PayloadMap details, bool firing)
    {
        json.WriteString("routing_key", MaskedKey);
        json.WriteString("dedup_key", incident);
        json.WriteString("event_action", firing ? "trigger" : "resolve");
        json.WriteStartObject("payload");
        json.WriteString("summary", RuneText.Truncate(run.Text(config.Description), MaxSummary));
        json.WriteString("source", run.Text(config.Source.Length > 0 ? config.Source : config.Client));
        json.WriteString("severity", run.Text(config.Severity));
        json.Optional("class", run.Text(config.Class));
        json.Optional("component", run.Text(config.Component));
        json.Optional("group", run.Text(config.Group));
        json.WritePropertyName("custom_details");
        TemplatedPayload.Write(json, details);
        json.WriteEndObject();
        json.Optional("client", run.Text(config.Client));
        json.Optional("client_url", run.Text(config.ClientUrl));
        WriteImages(json, [.. config.Images.Select(image => new PagerDutyImage(run.Text(image.Src), run.Text(image.Alt), run.Text(image.Href))).Where(image => image.Src.Length > 0)]);
        WriteLinks(json, [.. config.Links.Select(link => new PagerDutyLink(run.Text(link.Href), run.Text(link.Text))).Where(link => link.Href.Length > 0)]);
    }

    private static void WriteImages(Utf8JsonWriter json, List<PagerDutyImage> images)
    {
        if (images.Count == 0) return;
        json.WriteStartArray("images");
        foreach (PagerDutyImage image in images)
        {
            json.WriteStartObject();
            json.WriteString("src", image.Src);
            json.WriteString("alt", image.Alt);
            json.WriteString("href", image.Href);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, List<PagerDutyLink> links)
    {
        if (links.Count == 0) return;
        json.WriteStartArray("links");
        foreach (PagerDutyLink link in links)
        {
            json.WriteStartObject();
            json.WriteString("href", link.Href);
            json.WriteString("text", link.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
