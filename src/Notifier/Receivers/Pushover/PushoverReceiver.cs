using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Pushover;

/// <summary>One entry of <c>pushover_configs</c>. The message is a form in the query; the two keys join it only when it is sent.</summary>
internal sealed class PushoverReceiver(string receiverName, PushoverConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxTitle = 250;
    private const int MaxMessage = 1024;
    private const int MaxUrl = 512;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = RuneText.Truncate(run.Text(config.Title), MaxTitle);
        string text = RuneText.Truncate(config.Html ? run.Html(config.Message) : run.Text(config.Message), MaxMessage).Trim();
        var form = new List<KeyValuePair<string, string>>
        {
            new("title", title),
            // An empty one is refused.
            new("message", text.Length > 0 ? text : "(no details)"),
            new("url", RuneText.Truncate(run.Text(config.Url), MaxUrl)),
            new("url_title", run.Text(config.UrlTitle)),
            new("priority", run.Text(config.Priority)),
            new("retry", Seconds(config.Retry)),
            new("expire", Seconds(config.Expire)),
            new("device", run.Text(config.Device)),
            new("sound", run.Text(config.Sound)),
        };
        if (config.Ttl >= TimeSpan.FromSeconds(1)) form.Add(new("ttl", Seconds(config.Ttl)));
        if (config.Html) form.Add(new("html", "1"));
        if (config.Monospace) form.Add(new("monospace", "1"));
        return Message(title, FormText.Encode(form), "application/x-www-form-urlencoded");
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string token = (await RevealAsync(config.Token, attempt, cancel).ConfigureAwait(false)).Trim();
        string user = (await RevealAsync(config.UserKey, attempt, cancel).ConfigureAwait(false)).Trim();
        List<KeyValuePair<string, string>> form = FormText.Decode(attempt.Body);
        form.Add(new("token", token));
        form.Add(new("user", user));
        var call = new HttpCall(HttpMethod.Post, $"{Parts.Addresses.Pushover}?{FormText.Encode(form)}") { ContentType = "text/plain", Secrets = [token, user] };
        HttpAnswer answer = await Http.SendAsync(call, cancel).ConfigureAwait(false);
        return AttemptVerdict.Of(answer, said: Said(answer.Body));
    }

    private static string? Said(string body)
    {
        using JsonDocument? json = JsonText.Parse(body);
        bool listed = json is { RootElement.ValueKind: JsonValueKind.Object } && json.RootElement.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array;
        return listed ? string.Join(", ", json!.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.ToString())) : null;
    }

    private static string Seconds(TimeSpan time) => ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
