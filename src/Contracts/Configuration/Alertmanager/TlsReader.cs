using System.Security.Authentication;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A <c>tls_config</c> block.</summary>
internal static class TlsReader
{
    private static readonly string[] Names = ["TLS10", "TLS11", "TLS12", "TLS13"];

    // The first two cannot be negotiated any more: a range that begins with them begins with 1.2.
    private static readonly SslProtocols[] Protocols = [SslProtocols.None, SslProtocols.None, SslProtocols.Tls12, SslProtocols.Tls13];

    public static TlsConfig? Read(YamlMap owner, string key, LoadContext context)
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        var config = new TlsConfig
        {
            Ca = map.String("ca"),
            CaFile = context.Resolve(map.String("ca_file")),
            Cert = map.String("cert"),
            CertFile = context.Resolve(map.String("cert_file")),
            Key = map.Secret("key"),
            KeyFile = context.Resolve(map.String("key_file")),
            ServerName = map.String("server_name"),
            InsecureSkipVerify = map.Bool("insecure_skip_verify", false),
            Versions = ReadVersions(map),
        };
        foreach (string reference in (string[])["ca_ref", "cert_ref", "key_ref"]) HttpClientReader.RefuseReference(map, reference);
        bool cert = config.Cert.Length + config.CertFile.Length > 0, hasKey = config.KeyFile.Length > 0 || config.Key is not null;
        if (config.Ca.Length > 0 && config.CaFile.Length > 0) map.Error("at most one of ca and ca_file must be configured");
        if (config.Cert.Length > 0 && config.CertFile.Length > 0) map.Error("at most one of cert and cert_file must be configured");
        if (config.Key is not null && config.KeyFile.Length > 0) map.Error("at most one of key and key_file must be configured");
        if (cert && !hasKey) map.Error("exactly one of key or key_file must be configured when a client certificate is configured");
        if (hasKey && !cert) map.Error("exactly one of cert or cert_file must be configured when a client key is configured");
        map.RejectUnknown();
        return config;
    }

    private static SslProtocols ReadVersions(YamlMap map)
    {
        int min = Version(map, "min_version"), max = Version(map, "max_version");
        if (min < 0 && max < 0) return SslProtocols.None;
        if (max < 0) max = Protocols.Length - 1;
        if (min > max)
        {
            map.Error("tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified");
            return SslProtocols.None;
        }
        SslProtocols allowed = SslProtocols.None;
        for (int i = Math.Max(min, 0); i <= max; i++) allowed |= Protocols[i];
        return allowed;
    }

    private static int Version(YamlMap map, string key)
    {
        string name = map.String(key);
        if (name.Length == 0) return -1;
        int at = Array.IndexOf(Names, name);
        if (at < 0) map.Take(key)!.Error($"unknown TLS version: {name}", "one of TLS10, TLS11, TLS12, TLS13");
        return at;
    }
}
