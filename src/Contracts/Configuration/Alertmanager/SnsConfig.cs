using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>sns_configs</c>. All texts are templates.</summary>
public sealed record SnsConfig : IntegrationConfig
{
    public override string Kind => "sns";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    /// <summary>A template; empty for the region's own.</summary>
    public string ApiUrl { get; init; } = "";

    public SigV4Config SigV4 { get; init; } = new();

    public string TopicArn { get; init; } = "";

    public string PhoneNumber { get; init; } = "";

    public string TargetArn { get; init; } = "";

    public string Subject { get; init; } = "{{ template \"sns.default.subject\" . }}";

    public string Message { get; init; } = "{{ template \"sns.default.message\" . }}";

    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];
}

/// <summary>Who signs requests to AWS; what is empty is found as AWS' own tools find it.</summary>
public sealed record SigV4Config
{
    public string Region { get; init; } = "";

    public string AccessKey { get; init; } = "";

    public Secret? SecretKey { get; init; }

    public string Profile { get; init; } = "";

    public string RoleArn { get; init; } = "";

    public string ExternalId { get; init; } = "";
}

/// <summary>Entries of <c>sns_configs</c>.</summary>
internal static class SnsReader
{
    private static readonly SnsConfig Defaults = new();

    public static SnsConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        map.Bool("use_aws_http_client", false);
        var config = new SnsConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiUrl = map.String("api_url"),
            SigV4 = ReadSigV4(map.Map("sigv4")),
            TopicArn = map.String("topic_arn"),
            PhoneNumber = map.String("phone_number"),
            TargetArn = map.String("target_arn"),
            Subject = map.String("subject", Defaults.Subject),
            Message = map.String("message", Defaults.Message),
            Attributes = map.Map("attributes")?.Texts() ?? [],
        };
        map.RejectUnknown();
        // An odd number of the three, as upstream has it.
        if ((config.TopicArn.Length > 0) ^ (config.PhoneNumber.Length > 0) ^ (config.TargetArn.Length > 0)) return config;
        map.Error("must provide either a Target ARN, Topic ARN, or Phone Number for SNS config");
        return config;
    }

    private static SigV4Config ReadSigV4(YamlMap? map)
    {
        if (map is null) return new SigV4Config();
        var config = new SigV4Config
        {
            Region = map.String("region"),
            AccessKey = map.String("access_key"),
            SecretKey = map.Secret("secret_key") is { Reveal.Length: > 0 } secret ? secret : null,
            Profile = map.String("profile"),
            RoleArn = map.String("role_arn"),
            ExternalId = map.String("external_id"),
        };
        map.Bool("use_fips_sts_endpoint", false);
        map.RejectUnknown();
        if (config.AccessKey.Length > 0 != config.SecretKey is not null) map.Error("must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the SigV4 config");
        return config;
    }
}
