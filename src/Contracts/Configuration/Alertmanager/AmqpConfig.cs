using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Ours: an entry of <c>amqp_configs</c>, one message into an AMQP 0-9-1 broker such as RabbitMQ for each notification.</summary>
public sealed record AmqpConfig : IntegrationConfig
{
    public override string Kind => "amqp";

    /// <summary><c>amqp://user:password@host:port/vhost</c>, or <c>amqps:</c>.</summary>
    public required SecretSource Url { get; init; }

    /// <summary>Empty: the default exchange, where the routing key names a queue.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>A template.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>Whether the broker keeps the message over its own restart.</summary>
    public bool Persistent { get; init; } = true;

    /// <summary>Whether a message that no queue takes is a failure.</summary>
    public bool Mandatory { get; init; } = true;

    /// <summary>Headers of the message; values are templates.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public int MaxAlerts { get; init; }

    /// <summary>Replaces the body, which otherwise is the webhook's; its strings are templates.</summary>
    public PayloadNode? Payload { get; init; }

    public TlsConfig Tls { get; init; } = new();

    /// <summary>Bounds one attempt.</summary>
    public TimeSpan Timeout { get; init; }
}

/// <summary>Entries of <c>amqp_configs</c>.</summary>
internal static class AmqpReader
{
    public static AmqpConfig Read(YamlMap map, LoadContext context)
    {
        SecretSource? url = ReceiverSecrets.Pair(map, "url", context);
        var config = new AmqpConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Url = ReceiverSecrets.Required(url, map, "url", "one of url, url_file or url_env must be configured"),
            Exchange = map.String("exchange"),
            RoutingKey = map.String("routing_key"),
            Persistent = map.Bool("persistent", true),
            Mandatory = map.Bool("mandatory", true),
            Headers = map.Map("headers")?.Texts() ?? [],
            MaxAlerts = (int)Math.Clamp(map.Integer("max_alerts", 0), 0, int.MaxValue),
            Payload = map.Take("payload") is { IsNull: false } payload ? PayloadReader.Read(payload) : null,
            Tls = TlsReader.Read(map, "tls_config", context.Http) ?? new(),
            Timeout = WebhookReader.ReadTimeout(map),
        };
        map.RejectUnknown();
        if (config.Exchange.Length + config.RoutingKey.Length == 0) map.Error("one of exchange or routing_key must be configured", "routing_key: QUEUE sends to a queue");
        string? scheme = config.Url.Value is { } given && Uri.TryCreate(given.Reveal, UriKind.Absolute, out Uri? address) ? address.Scheme : null;
        if (url?.Value is not null && scheme is not ("amqp" or "amqps")) map.Error("the url must begin with amqp:// or amqps://");
        return config;
    }
}
