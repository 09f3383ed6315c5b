using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Reads a <c>tls_config</c> block.</summary>
internal static class TlsReader
{
    private static readonly string[] Names = ["TLS10", "TLS11", "TLS12", "TLS13"];

    private static readonly string[] References = ["ca_ref", "cert_ref", "key_ref"];

    /// <summary>Null when there is no such block.</summary>
    public static TlsConfig? Read(YamlMap owner, string key, HttpReadOptions options)
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        var config = new TlsConfig
        {
            Ca = map.String("ca"),
            CaFile = options.Resolve(map.String("ca_file")),
            Cert = map.String("cert"),
            CertFile = options.Resolve(map.String("cert_file")),
            Key = map.Secret("key"),
            KeyFile = options.Resolve(map.String("key_file")),
            ServerName = map.String("server_name"),
            InsecureSkipVerify = map.Bool("insecure_skip_verify", false),
            Versions = ReadVersions(map),
        };
        foreach (string reference in References) SecretReader.RefuseReference(map, reference, options);
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
        if (max < 0) max = Names.Length - 1;
        if (min > max) map.Error("tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified");
        SslProtocols allowed = SslProtocols.None;
        for (int i = Math.Max(min, 0); i <= max; i++) allowed |= Protocol(i);
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

    [SuppressMessage("Security", "CA5397", Justification = "Old targets may need it; only when the configuration names the version.")]
    [SuppressMessage("Security", "CA5398", Justification = "The configuration names the versions.")]
    private static SslProtocols Protocol(int version) => version switch
    {
#pragma warning disable SYSLIB0039 // TLS 1.0 and 1.1 are asked for by name.
        0 => SslProtocols.Tls,
        1 => SslProtocols.Tls11,
#pragma warning restore SYSLIB0039
        2 => SslProtocols.Tls12,
        _ => SslProtocols.Tls13,
    };
}
