namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A mail server's address. The port is text with a meaning: a number, or a service name as Go resolves it (smtp, submission).</summary>
public sealed record HostPort(string Host, string Port)
{
    /// <summary>Splits <c>host:port</c>; a host may be empty (the local one) or an address in brackets. Null when it is neither.</summary>
    public static HostPort? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || colon == text.Length - 1) return null;
        string host = text[..colon];
        if (host.StartsWith('[') != host.EndsWith(']')) return null;
        if (host.StartsWith('[')) host = host[1..^1];
        else if (host.Contains(':')) return null;
        return new HostPort(host, text[(colon + 1)..]);
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
