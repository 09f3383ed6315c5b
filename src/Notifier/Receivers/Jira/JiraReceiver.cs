using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Jira;

/// <summary>
/// One entry of <c>jira_configs</c>: looks for the group's issue, makes or changes it, and moves it through its workflow when the group begins to fire
/// again or is resolved. A failure to reach Jira is final, as it is upstream: what has been done already would be done twice.
/// </summary>
internal sealed class JiraReceiver(string receiverName, JiraConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const string UpdatePart = "update";
    private const string SearchPart = "search";
    private static readonly int[] Retry = [429];
    private readonly string _api = config.ApiUrl.TrimEnd('/');

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string incident = IncidentKey(notification), title = run.Text(config.Summary.Template);
        bool firing = notification.Alerts.Any(alert => !alert.Resolved);
        RenderedMessage message = Message(title, JiraIssue.Write(config, run, incident, existing: false)).Message!;
        return new(message with
        {
            Parts =
            [
                .. message.Parts,
                new(UpdatePart, Json, JiraIssue.Write(config, run, incident, existing: true)),
                new(SearchPart, Json, JiraIssue.Search(config, run, incident, firing)),
            ],
        }, null);
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        bool firing = attempt.Notification.Alerts.Any(alert => !alert.Resolved);
        Call found = await CallAsync(HttpMethod.Post, SearchUrl(), Part(attempt, SearchPart), cancel).ConfigureAwait(false);
        if (found.Failure is { } notFound) return notFound with { Detail = "failed to look up existing issues: " + notFound.Detail };
        Issue? issue = FirstIssue(found.Body);
        if (issue is null && !firing) return DeliveryResult.Delivered("no issue to resolve");
        Call written = issue is null
            ? await CallAsync(HttpMethod.Post, _api + "/issue", attempt.Body, cancel).ConfigureAwait(false)
            : await CallAsync(HttpMethod.Put, $"{_api}/issue/{issue.Key}", Part(attempt, UpdatePart), cancel).ConfigureAwait(false);
        if (written.Failure is { } refused) return refused with { Detail = $"failed to {(issue is null ? "create the issue" : "change issue " + issue.Key)}: {refused.Detail}" };
        return issue is null ? DeliveryResult.Delivered("issue made") : await TransitionAsync(issue, firing, cancel).ConfigureAwait(false);
    }

    private async ValueTask<DeliveryResult> TransitionAsync(Issue issue, bool firing, CancellationToken cancel)
    {
        string wanted = firing ? config.ReopenTransition : config.ResolveTransition;
        // An issue of unknown status is left where it is.
        if (issue.Category.Length == 0 || wanted.Length == 0 || (issue.Category == "done") != firing) return DeliveryResult.Delivered($"issue {issue.Key} changed");
        string url = $"{_api}/issue/{issue.Key}/transitions";
        Call listed = await CallAsync(HttpMethod.Get, url, null, cancel).ConfigureAwait(false);
        if (listed.Failure is { } failure) return failure;
        if (TransitionId(listed.Body, wanted) is not { } id)
            return AttemptVerdict.Final($"can't find transition {wanted} for issue {issue.Key} (check the names in the workflow of project {config.Project})");
        string body = GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("transition");
            json.WriteString("id", id);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        Call moved = await CallAsync(HttpMethod.Post, url, body, cancel).ConfigureAwait(false);
        return moved.Failure ?? DeliveryResult.Delivered($"issue {issue.Key}: {wanted}");
    }

    private async ValueTask<Call> CallAsync(HttpMethod method, string url, string? body, CancellationToken cancel)
    {
        var call = new HttpCall(method, url) { Body = body ?? "", UserAgent = HttpCall.GoClient, Headers = [new("Accept-Language", "en")] };
        HttpAnswer answer = await Http.SendAsync(call, cancel).ConfigureAwait(false);
        if (answer.IsSuccess) return new Call(answer.Body, null);
        if (answer.Failure is { Reason: FailureReason.ContextCanceled } stopped) return new Call("", stopped);
        return new Call("", answer.Failure is { } failure ? failure with { Outcome = DeliveryOutcome.Rejected } : AttemptVerdict.Of(answer, Retry, Said(answer.Body)));
    }

    // Cloud has given up the search of version 2.
    private string SearchUrl()
    {
        bool cloud = config.ApiType == "cloud" || (config.ApiType == "auto" && Uri.TryCreate(_api, UriKind.Absolute, out Uri? url) && url.Host.EndsWith("atlassian.net", StringComparison.Ordinal));
        if (!cloud) return _api + "/search";
        string path = _api + "/search/jql";
        int version = path.IndexOf("/2", StringComparison.Ordinal);
        return version < 0 ? path : string.Concat(path.AsSpan(0, version), "/3", path.AsSpan(version + 2));
    }

    private static string Part(Attempt attempt, string name) => attempt.Message.Parts.First(part => part.Name == name).Text;

    private static Issue? FirstIssue(string body)
    {
        using JsonDocument? json = JsonText.Parse(body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object } || !json.RootElement.TryGetProperty("issues", out JsonElement issues)
            || issues.ValueKind != JsonValueKind.Array || issues.GetArrayLength() == 0) return null;
        string key = JsonText.Of(issues[0], "key");
        return key.Length == 0 ? null : new Issue(Uri.EscapeDataString(key), JsonText.Of(Inside(issues[0], "fields", "status", "statusCategory"), "key"));
    }

    private static string? TransitionId(string body, string name)
    {
        using JsonDocument? json = JsonText.Parse(body);
        if (json is null || Inside(json.RootElement, "transitions") is not { ValueKind: JsonValueKind.Array } transitions) return null;
        foreach (JsonElement transition in transitions.EnumerateArray())
            if (JsonText.Of(transition, "name") == name)
                return JsonText.Of(transition, "id");
        return null;
    }

    private static JsonElement Inside(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
                return default;
        return element;
    }

    private static string? Said(string body)
    {
        using JsonDocument? json = JsonText.Parse(body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object }) return null;
        var said = new List<string>();
        if (Inside(json.RootElement, "errorMessages") is { ValueKind: JsonValueKind.Array } messages) said.AddRange(messages.EnumerateArray().Select(message => message.ToString()));
        if (Inside(json.RootElement, "errors") is { ValueKind: JsonValueKind.Object } errors) said.AddRange(errors.EnumerateObject().Select(error => $"{error.Name}: {error.Value}"));
        return said.Count > 0 ? string.Join("; ", said) : null;
    }

    private sealed record Issue(string Key, string Category);

    private readonly record struct Call(string Body, DeliveryResult? Failure);
}
