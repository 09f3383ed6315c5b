using System.Net;
using Tocsin.Contracts.Configuration;

namespace Tocsin.Contracts.Http;

/// <summary>
/// The proxies that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> name, in capitals or small letters, read when this is made. Each is for
/// its own scheme only.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy, ICredentials
{
    private readonly NamedProxy? _http;
    private readonly NamedProxy? _https;
    private readonly ProxyExceptions _exceptions;

    /// <exception cref="UriFormatException">A variable holds no URL.</exception>
    public EnvironmentProxy(Func<string, string?> variable)
    {
        _http = Read("HTTP_PROXY");
        _https = Read("HTTPS_PROXY");
        _exceptions = new ProxyExceptions(Value("NO_PROXY"));

        NamedProxy? Read(string name) => Value(name) is { Length: > 0 } url ? new NamedProxy(new Secret(url), "") : null;

        string Value(string name) => variable(name) is { Length: > 0 } given ? given : variable(name.ToLowerInvariant()) ?? "";
    }

    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("they stand in the environment");
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Of(destination)?.GetProxy(destination);

    public bool IsBypassed(Uri host) => Of(host) is null || _exceptions.Contains(host);

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        NamedProxy? proxy = new[] { _http, _https }.FirstOrDefault(one => one?.GetProxy(uri) == uri);
        return proxy?.Credentials?.GetCredential(uri, authType);
    }

    private NamedProxy? Of(Uri target) => target.Scheme == Uri.UriSchemeHttps ? _https : _http;
}
