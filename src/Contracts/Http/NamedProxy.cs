using System.Net;
using Tocsin.Contracts.Configuration;

namespace Tocsin.Contracts.Http;

/// <summary>A proxy with the exceptions of <c>no_proxy</c>: a name covers what is below it, <c>*</c> everything.</summary>
internal sealed class NamedProxy : IWebProxy
{
    // Without user and password: errors of the transport show it.
    private readonly Uri _address;
    private readonly string[] _exceptions;

    /// <exception cref="UriFormatException">The URL is none.</exception>
    public NamedProxy(Secret url, string exceptions)
    {
        string written = url.Reveal;
        Uri proxy = written.Contains("://", StringComparison.Ordinal) ? new Uri(written) : new Uri("http://" + written);
        Credentials = CredentialsOf(proxy);
        _address = new UriBuilder(proxy) { UserName = "", Password = "" }.Uri;
        string[] names = exceptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _exceptions = [.. names.Select(name => name.TrimStart('.'))];
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _address;

    public bool IsBypassed(Uri host) => _exceptions.Any(name => name == "*"
        || host.Host.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (host.Host.Length > name.Length && host.Host[^(name.Length + 1)] == '.' && host.Host.EndsWith(name, StringComparison.OrdinalIgnoreCase)));

    private static NetworkCredential? CredentialsOf(Uri proxy)
    {
        string[] parts = proxy.UserInfo.Split(':', 2);
        return parts.Length == 2 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
    }
}
