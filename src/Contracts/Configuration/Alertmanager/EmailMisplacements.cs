using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// Keys that many write into <c>email_configs</c> though upstream has them elsewhere. They are taken for what they mean, with a warning that names the
/// right place.
/// </summary>
internal static class EmailMisplacements
{
    private const string SubjectPlace = "email_configs has no subject; write headers: {Subject: ...}";
    private const string BodyPlace = "email_configs has no body; write text: ... for plain text, with html: '' when that is all, or html: ...";

    public static string? Belongs(string key) => key switch
    {
        "subject" => SubjectPlace,
        "body" => BodyPlace,
        _ => null,
    };

    public static EmailConfig Apply(YamlMap map, EmailConfig config)
    {
        if (map.Take("subject") is { } subject)
        {
            subject.Warn("taken as headers.Subject", SubjectPlace);
            if (config.Headers.ContainsKey("Subject")) subject.Error("subject is given twice, here and in headers", SubjectPlace);
            config = config with { Headers = new Dictionary<string, string>(config.Headers) { ["Subject"] = subject.AsString() } };
        }
        if (map.Take("body") is not { } body) return config;
        body.Warn("taken as text", BodyPlace);
        if (config.Text.Length > 0) body.Error("the text is given twice, as body and as text", BodyPlace);
        return config with { Text = body.AsString(), Html = map.Take("html") is null ? "" : config.Html };
    }
}
