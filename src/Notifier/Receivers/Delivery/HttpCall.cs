using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>One request to a service, ready to be sent.</summary>
internal sealed record HttpCall(HttpMethod Method, string Url)
{
    /// <summary>Receivers know Alertmanager by this name, and some let only it through.</summary>
    public const string Alertmanager = "Alertmanager/0.34.0";

    /// <summary>The name under which Alertmanager calls where it uses somebody else's client.</summary>
    public const string GoClient = "Go-http-client/1.1";

    /// <summary>Null for no body at all.</summary>
    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string UserAgent { get; init; } = Alertmanager;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What must be seen nowhere, should the other side repeat it; the URL's path and query never are.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public static HttpCall Post(string url, string json) => new(HttpMethod.Post, url) { Body = json };
}

/// <summary>What came back: a status with the beginning of its body, or a verdict when nothing did.</summary>
internal readonly record struct HttpAnswer(int Status, string ContentType, string Body, DeliveryResult? Failure)
{
    /// <summary>How long the other side asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    public static HttpAnswer Failed(DeliveryResult failure) => new(0, "", "", failure);
}
