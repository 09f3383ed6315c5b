using System.Net;
using Tocsin.Contracts.Configuration;

namespace Tocsin.Contracts.Http;

/// <summary>A proxy with the exceptions of <c>no_proxy</c>. Without any it is for everyone, this machine included.</summary>
internal sealed class NamedProxy : IWebProxy
{
    // Without user and password: errors of the transport show it.
    private readonly Uri _address;
    private readonly ProxyExceptions? _exceptions;

    /// <exception cref="UriFormatException">The URL is none.</exception>
    public NamedProxy(Secret url, string exceptions)
    {
        string written = url.Reveal;
        Uri proxy = written.Contains("://", StringComparison.Ordinal) ? new Uri(written) : new Uri("http://" + written);
        Credentials = CredentialsOf(proxy);
        _address = new UriBuilder(proxy) { UserName = "", Password = "" }.Uri;
        _exceptions = exceptions.Length > 0 ? new ProxyExceptions(exceptions) : null;
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _address;

    public bool IsBypassed(Uri host) => _exceptions?.Contains(host) == true;

    private static NetworkCredential? CredentialsOf(Uri proxy)
    {
        string[] parts = proxy.UserInfo.Split(':', 2);
        return parts.Length == 2 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
    }
}
