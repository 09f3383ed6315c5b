using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>One entry of <c>slack_configs</c>: an incoming webhook, or a bot that posts with its token and may change what it posted.</summary>
/// <param name="updateUrl">Slack's <c>chat.update</c>, or what stands for it in a test.</param>
internal sealed class SlackReceiver(string receiverName, SlackConfig config, MessageTemplates templates, TimeProvider clock, string updateUrl) : IReceiver
{
    public const string DefaultUpdateUrl = "https://slack.com/api/chat.update";

    /// <summary>What is kept of the first message of an incident, under upstream's names.</summary>
    private const string TimestampKey = "threadTs";
    private const string ChannelKey = "channelId";

    private readonly HttpDelivery _http = new(config.Http, config.Timeout, clock);

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        TemplateRun run = templates.Run(templates.Data(receiverName, notification), cancel);
        (string? channel, string? timestamp) = Earlier(notification);
        string body = GoJson.Write(json => SlackMessage.Write(json, config, run, channel, timestamp));
        string title = RuneText.Truncate(run.Text(config.Title), 200);
        if (run.Error is { } error) return new(null, error);
        return new(new RenderedMessage(Integration, title, [new("body", "application/json", body)]), null);
    }

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        try
        {
            string url = await SecretFile.ReadAsync(config.ApiUrl, cancel).ConfigureAwait(false);
            string? token = config.AppToken is null ? null : await SecretFile.ReadAsync(config.AppToken, cancel).ConfigureAwait(false);
            if (Earlier(notification).Timestamp is not null) url = updateUrl;
            HttpAnswer answer = await _http.PostAsync(url, message.Parts[0].Text, token, cancel).ConfigureAwait(false);
            DeliveryResult result = answer.Failure ?? Judge(answer);
            return result.Outcome == DeliveryOutcome.Delivered ? result : result with { Detail = $"channel \"{ChannelOf(message)}\": {result.Detail}" };
        }
        catch (IOException e)
        {
            return AttemptVerdict.Network(e.Message);
        }
        catch (OperationCanceledException)
        {
            return AttemptVerdict.Cancelled(byFlush: true, config.Timeout);
        }
    }

    private (string? Channel, string? Timestamp) Earlier(Notification notification) =>
        config.UpdateMessage
        && notification.ReceiverData.TryGetValue(TimestampKey, out string? timestamp)
        && notification.ReceiverData.TryGetValue(ChannelKey, out string? channel)
            ? (channel, timestamp)
            : (null, null);

    // Slack says "ok" in plain text for webhooks, and in JSON for its API; a refusal may come with status 200.
    private DeliveryResult Judge(HttpAnswer answer)
    {
        if (!answer.IsSuccess) return AttemptVerdict.OfStatus(answer.Status, answer.Body);
        if (answer.ContentType != "application/json")
            return answer.Body == "ok" ? DeliveryResult.Delivered("ok") : Refused(answer.Body);
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return Unclear(answer.Body);
            if (!json.RootElement.TryGetProperty("ok", out JsonElement ok) || ok.ValueKind != JsonValueKind.True)
                return Refused(Text(json.RootElement, "error"));
            return DeliveryResult.Delivered("ok") with { ReceiverData = Keep(json.RootElement) };
        }
        catch (JsonException)
        {
            return Unclear(answer.Body);
        }
    }

    private static DeliveryResult Refused(string said) => AttemptVerdict.Final("error response from Slack: " + Shorten(said), FailureReason.ClientError);

    private static DeliveryResult Unclear(string said) => AttemptVerdict.Network("could not understand Slack's answer: " + Shorten(said));

    private Dictionary<string, string>? Keep(JsonElement answer)
    {
        string timestamp = Text(answer, "ts"), channel = Text(answer, "channel");
        if (!config.UpdateMessage || timestamp.Length == 0) return null;
        return new Dictionary<string, string> { [TimestampKey] = timestamp, [ChannelKey] = channel };
    }

    private static string ChannelOf(RenderedMessage message)
    {
        using JsonDocument json = JsonDocument.Parse(message.Parts[0].Text);
        return Text(json.RootElement, "channel");
    }

    private static string Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Shorten(string text) => text.Length > 512 ? text[..512] + "..." : text;
}
