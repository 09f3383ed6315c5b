using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>
/// One entry of <c>slack_configs</c>: an incoming webhook, or a bot that posts with its token and then may change what it posted, or answer in its
/// thread.
/// </summary>
internal sealed class SlackReceiver(string receiverName, SlackConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http, config.Timeout)
{
    /// <summary>What is kept of the first message of an incident, under upstream's names.</summary>
    private const string TimestampKey = "threadTs";
    private const string ChannelKey = "channelId";
    private static readonly int[] RetryRateLimit = [429];

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        (string? channel, string? timestamp) = Earlier(notification);
        var place = new SlackPlace(channel, config.UpdateMessage ? timestamp : null, config.UpdateMessage ? null : timestamp);
        return Message(run.Text(config.Title), GoJson.Write(json => SlackMessage.Write(json, config, run, place)));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        HttpCall call = HttpCall.Post(await SecretFile.ReadAsync(config.ApiUrl, cancel).ConfigureAwait(false), attempt.Body);
        if (config.AppToken is { } secret)
        {
            string token = (await SecretFile.ReadAsync(secret, cancel).ConfigureAwait(false)).Trim();
            call = call with { Headers = [new("Authorization", "Bearer " + token)], Secrets = [token] };
        }
        if (config.UpdateMessage && Earlier(attempt.Notification).Timestamp is not null) call = call with { Url = Parts.Addresses.SlackUpdate };
        DeliveryResult result = Judge(await Http.SendAsync(call, cancel).ConfigureAwait(false));
        return result.Outcome == DeliveryOutcome.Delivered ? result : result with { Detail = $"channel \"{ChannelOf(attempt)}\": {result.Detail}" };
    }

    private (string? Channel, string? Timestamp) Earlier(Notification notification) =>
        (config.UpdateMessage || config.ThreadReplies)
        && notification.ReceiverData.TryGetValue(TimestampKey, out string? timestamp)
        && notification.ReceiverData.TryGetValue(ChannelKey, out string? channel)
            ? (channel, timestamp)
            : (null, null);

    // Slack says "ok" in plain text for webhooks, and in JSON for its API; a refusal may come with status 200.
    private DeliveryResult Judge(HttpAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            string? advice = SlackErrors.Advice(answer.Body.Trim());
            return AttemptVerdict.Of(answer, config.HonorRetryAfter && answer.RetryAfter is not null ? RetryRateLimit : default, advice: advice);
        }
        if (answer.ContentType != Json) return answer.Body == "ok" ? DeliveryResult.Delivered("ok") : Refused(answer.Body);
        using JsonDocument? json = JsonText.Parse(answer.Body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object }) return AttemptVerdict.Network("could not understand Slack's answer: " + AttemptVerdict.Shorten(answer.Body));
        if (!json.RootElement.TryGetProperty("ok", out JsonElement ok) || ok.ValueKind != JsonValueKind.True) return Refused(JsonText.Of(json.RootElement, "error"));
        return DeliveryResult.Delivered("ok") with { ReceiverData = Keep(json.RootElement) };
    }

    private static DeliveryResult Refused(string said)
    {
        string help = SlackErrors.Advice(said.Trim()) is { } advice ? $" ({advice})" : "";
        return AttemptVerdict.Final($"error response from Slack: {AttemptVerdict.Shorten(said)}{help}", FailureReason.ClientError);
    }

    private Dictionary<string, string>? Keep(JsonElement answer)
    {
        string timestamp = JsonText.Of(answer, "ts"), channel = JsonText.Of(answer, "channel");
        if (!(config.UpdateMessage || config.ThreadReplies) || timestamp.Length == 0) return null;
        // A reply has a time of its own; the thread is that of the first message.
        string thread = answer.TryGetProperty("message", out JsonElement message) ? JsonText.Of(message, "thread_ts") : "";
        return new Dictionary<string, string> { [TimestampKey] = thread.Length > 0 ? thread : timestamp, [ChannelKey] = channel };
    }

    private static string ChannelOf(Attempt attempt)
    {
        using JsonDocument json = JsonDocument.Parse(attempt.Body);
        return JsonText.Of(json.RootElement, "channel");
    }
}
