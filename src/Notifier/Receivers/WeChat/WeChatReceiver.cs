using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.WeChat;

/// <summary>One entry of <c>wechat_configs</c>: messages of WeCom, sent with a token that is fetched with the secret and kept for two hours.</summary>
internal sealed class WeChatReceiver(string receiverName, WeChatConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int TokenExpired = 42001;
    private static readonly TimeSpan TokenTime = TimeSpan.FromHours(2);

    // Replaced as a whole: two sends at once may fetch two tokens, and either serves.
    private volatile Token? _token;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string text = run.Text(config.Message);
        bool markdown = config.MessageType == "markdown";
        return Message(text.Split('\n')[0], GoJson.Write(json =>
        {
            json.WriteStartObject();
            WriteContent(json, "text", markdown ? "" : text);
            json.Optional("touser", run.Text(config.ToUser));
            json.Optional("toparty", run.Text(config.ToParty));
            json.Optional("totag", run.Text(config.ToTag));
            json.Optional("agentid", run.Text(config.AgentId));
            json.WriteString("safe", "0");
            json.WriteString("msgtype", config.MessageType);
            WriteContent(json, "markdown", markdown ? text : "");
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        Token? token = _token;
        if (token is null || Parts.Clock.GetUtcNow() - token.At > TokenTime)
        {
            (token, DeliveryResult? failure) = await FetchAsync(attempt, cancel).ConfigureAwait(false);
            if (token is null) return failure!;
            _token = token;
        }
        string url = $"{config.ApiUrl}message/send?access_token={FormText.Escape(token.Text)}";
        return Judge(await Http.SendAsync(HttpCall.Post(url, attempt.Body) with { Secrets = [token.Text] }, cancel).ConfigureAwait(false));
    }

    private async ValueTask<(Token?, DeliveryResult?)> FetchAsync(Attempt attempt, CancellationToken cancel)
    {
        string secret = (await RevealAsync(config.ApiSecret, attempt, cancel).ConfigureAwait(false)).Trim(), corp = attempt.Run.Text(config.CorpId);
        string url = $"{config.ApiUrl}gettoken?corpid={FormText.Escape(corp)}&corpsecret={FormText.Escape(secret)}";
        HttpAnswer answer = await Http.SendAsync(new HttpCall(HttpMethod.Get, url) { Secrets = [secret] }, cancel).ConfigureAwait(false);
        if (!answer.IsSuccess) return (null, AttemptVerdict.Of(answer));
        using JsonDocument? json = JsonText.Parse(answer.Body);
        string text = json is null ? "" : JsonText.Of(json.RootElement, "access_token");
        if (text.Length > 0) return (new Token(text, Parts.Clock.GetUtcNow()), null);
        string said = json is null ? answer.Body : JsonText.Of(json.RootElement, "errmsg");
        return (null, AttemptVerdict.Final($"invalid APISecret for CorpID: {corp}: {AttemptVerdict.Shorten(said)} (check api_secret and corp_id)", FailureReason.AuthError));
    }

    // Whether it went well stands in the body; the status is 200 in any case.
    private DeliveryResult Judge(HttpAnswer answer)
    {
        if (answer.Failure is { } failure) return failure;
        if (answer.Status != 200) return AttemptVerdict.Of(answer, [answer.Status]) with { Outcome = DeliveryOutcome.Retry };
        using JsonDocument? json = JsonText.Parse(answer.Body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object } || !json.RootElement.TryGetProperty("errcode", out JsonElement written) || !written.TryGetInt32(out int code))
            return AttemptVerdict.Network("could not understand WeChat's answer: " + AttemptVerdict.Shorten(answer.Body));
        if (code == 0) return DeliveryResult.Delivered("ok");
        string said = AttemptVerdict.Shorten(JsonText.Of(json.RootElement, "errmsg"));
        if (code != TokenExpired) return AttemptVerdict.Final($"WeChat refused the message with code {code}: {said}", FailureReason.ClientError);
        _token = null;
        return AttemptVerdict.Network($"the access token expired early ({code}: {said}): a new one is fetched");
    }

    private static void WriteContent(Utf8JsonWriter json, string key, string content)
    {
        json.WriteStartObject(key);
        // An empty text object is {"content":""} as well.
        json.WriteString("content", content);
        json.WriteEndObject();
    }

    private sealed record Token(string Text, DateTimeOffset At);
}
