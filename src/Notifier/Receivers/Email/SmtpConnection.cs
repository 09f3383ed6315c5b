using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using AuthenticationException = MailKit.Security.AuthenticationException;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>What a log-in needs, as it is now; null is not configured. Compared to see whether a connection was made with the same.</summary>
internal sealed record SmtpCredentials(string? Password, string? Secret, string? Token);

/// <summary>Begins conversations with a mail server: connect, secure, log in.</summary>
internal sealed class SmtpConnection(EmailConfig config, TimeProvider clock)
{
    private const int ImplicitTlsPort = 465;
    private readonly TlsTrust _trust = new(config.Tls ?? new TlsConfig());
    private readonly OAuth2Tokens? _tokens = config.AuthOAuth2 is { } oauth ? new OAuth2Tokens(oauth, [], clock) : null;

    /// <exception cref="IOException">A secret cannot be read, or a token not be had.</exception>
    public async ValueTask<SmtpCredentials> ReadCredentialsAsync(CancellationToken cancel) => new(
        config.AuthPassword is { } password ? await SecretFile.ReadAsync(password, cancel).ConfigureAwait(false) : null,
        config.AuthSecret is { } secret ? await SecretFile.ReadAsync(secret, cancel, trim: false).ConfigureAwait(false) : null,
        _tokens is null ? null : await _tokens.GetAsync(cancel).ConfigureAwait(false));

    /// <exception cref="SmtpException">The server cannot do what is asked for; worth another try.</exception>
    public async Task<SmtpClient> OpenAsync(SmtpCredentials credentials, CancellationToken cancel)
    {
        var client = new SmtpClient { LocalDomain = config.Hello.Length > 0 ? config.Hello : "localhost", RequireTLS = false, Timeout = Timeout.Infinite };
        try
        {
            string host = config.Smarthost.Host.Length > 0 ? config.Smarthost.Host : "localhost";
            if (!_trust.IsDefault) client.ServerCertificateValidationCallback = _trust.Validate(host);
            if (_trust.ReadCertificate() is { } own) client.ClientCertificates = new X509CertificateCollection { own };
            if (config.Tls is { Versions: not SslProtocols.None } tls) client.SslProtocols = tls.Versions;
            client.CheckCertificateRevocation = false;
            await ConnectAsync(client, host, cancel).ConfigureAwait(false);
            await LogInAsync(client, host, credentials, cancel).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task ConnectAsync(SmtpClient client, string host, CancellationToken cancel)
    {
        int port = PortOf(config.Smarthost.Port);
        bool implicitTls = config.ForceImplicitTls ?? port == ImplicitTlsPort;
        SecureSocketOptions security = implicitTls ? SecureSocketOptions.SslOnConnect : config.RequireTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
        try
        {
            await client.ConnectAsync(host, port, security, cancel).ConfigureAwait(false);
        }
        catch (NotSupportedException e)
        {
            throw new SmtpException(
                $"require_tls is true (default) but {config.Smarthost} does not advertise the STARTTLS extension (use its TLS port, or set require_tls: false)", e);
        }
    }

    private async Task LogInAsync(SmtpClient client, string host, SmtpCredentials credentials, CancellationToken cancel)
    {
        if (config.AuthUsername.Length == 0 || !client.Capabilities.HasFlag(SmtpCapabilities.Authentication)) return;
        SaslMechanism mechanism = Choose(client, host, credentials);
        try
        {
            await client.AuthenticateAsync(mechanism, cancel).ConfigureAwait(false);
        }
        catch (AuthenticationException)
        {
            if (credentials.Token is { } token) _tokens?.Forget(token);
            throw new SmtpException($"{config.Smarthost} refused user and password ({mechanism.MechanismName} auth; check auth_username and its password, secret or token)");
        }
    }

    private SaslMechanism Choose(SmtpClient client, string host, SmtpCredentials credentials)
    {
        string user = config.AuthUsername;
        HashSet<string> offered = client.AuthenticationMechanisms;
        if (offered.Contains("XOAUTH2") && credentials.Token is { } token)
        {
            RefuseInClear(client, host);
            return new SaslMechanismOAuth2(user, token);
        }
        if (offered.Contains("CRAM-MD5") && credentials.Secret is { } shared) return new SaslMechanismCramMd5(user, shared);
        if (credentials.Password is { } password)
        {
            if (offered.Contains("PLAIN"))
            {
                RefuseInClear(client, host);
                return new SaslMechanismPlain(user, password) { AuthorizationId = config.AuthIdentity.Length > 0 ? config.AuthIdentity : null };
            }
            if (offered.Contains("LOGIN")) return new SaslMechanismLogin(user, password);
        }
        throw new SmtpException($"{config.Smarthost} offers {string.Join(", ", offered.Order())}, for which there is no password or secret in the configuration");
    }

    private static void RefuseInClear(SmtpClient client, string host)
    {
        if (!client.IsSecure && host is not ("localhost" or "127.0.0.1" or "::1")) throw new SmtpException("the password is not sent: the connection is not encrypted");
    }

    private static int PortOf(string port) => port switch
    {
        "smtp" => 25,
        "smtps" or "submissions" => ImplicitTlsPort,
        "submission" => 587,
        _ => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 65536
            ? number
            : throw new SmtpException($"\"{port}\" is no port"),
    };
}

/// <summary>The mail server cannot be used as configured. The message names no secret.</summary>
internal sealed class SmtpException(string message, Exception? inner = null) : Exception(message, inner);
