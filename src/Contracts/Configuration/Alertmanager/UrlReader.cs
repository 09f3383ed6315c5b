using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>URLs: absolute, http or https, with a host.</summary>
internal static class UrlReader
{
    /// <summary>The URL as written, or the fallback when it is absent.</summary>
    public static string Read(YamlMap map, string key, string fallback = "")
    {
        if (map.Take(key) is not { IsNull: false } value) return fallback;
        string url = value.AsString();
        Check(value, url, secret: false);
        return url;
    }

    /// <summary>The URL with a slash at its end, for those that are prefixes.</summary>
    public static string WithSlash(string url) => url.EndsWith('/') ? url : url + "/";

    public static void Check(YamlValue value, string url, bool secret)
    {
        // A configuration that was shown with its secrets masked can be given back.
        if (secret && url == Secret.Mask) return;
        int end = url.IndexOf(':');
        string scheme = end < 0 ? "" : url[..end].ToLowerInvariant();
        if (scheme is not ("http" or "https"))
            value.Error(secret ? "unsupported scheme for URL" : $"unsupported scheme \"{scheme}\" for URL", "write http:// or https://");
        else if (!url.AsSpan(end).StartsWith("://") || url.Length == end + 3 || url[end + 3] is '/' or '?' or '#') value.Error("missing host for URL");
        else if (!Uri.TryCreate(url, UriKind.Absolute, out _)) value.Error(secret ? "invalid URL" : $"invalid URL \"{url}\"");
    }
}
