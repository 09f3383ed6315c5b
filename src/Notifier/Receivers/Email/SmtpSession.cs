using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>One conversation with a mail server: connect, secure, log in, send one message.</summary>
internal sealed class SmtpSession(EmailConfig config)
{
    private const int ImplicitTlsPort = 465;
    private readonly TlsTrust _trust = new(config.Tls ?? new TlsConfig());

    /// <exception cref="SmtpException">The server cannot do what is asked for; worth another try.</exception>
    public async Task SendAsync(MimeMessage mail, MailboxAddress from, IReadOnlyList<MailboxAddress> to, CancellationToken cancel)
    {
        using var client = new SmtpClient { LocalDomain = config.Hello.Length > 0 ? config.Hello : "localhost", RequireTLS = false, Timeout = Timeout.Infinite };
        string host = config.Smarthost.Host.Length > 0 ? config.Smarthost.Host : "localhost";
        if (!_trust.IsDefault) client.ServerCertificateValidationCallback = _trust.Validate(host);
        if (_trust.Certificate is { } own) client.ClientCertificates = new X509CertificateCollection { own };
        if (config.Tls is { Versions: not System.Security.Authentication.SslProtocols.None } tls) client.SslProtocols = tls.Versions;
        client.CheckCertificateRevocation = false;
        await ConnectAsync(client, host, cancel).ConfigureAwait(false);
        await LogInAsync(client, host, cancel).ConfigureAwait(false);
        await client.SendAsync(mail, from, to, cancel).ConfigureAwait(false);
        await client.DisconnectAsync(quit: true, cancel).ConfigureAwait(false);
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
            throw new SmtpException($"require_tls is true (default) but {config.Smarthost} does not advertise the STARTTLS extension", e);
        }
    }

    private async Task LogInAsync(SmtpClient client, string host, CancellationToken cancel)
    {
        if (config.AuthUsername.Length == 0 || !client.Capabilities.HasFlag(SmtpCapabilities.Authentication)) return;
        SaslMechanism mechanism = await ChooseAsync(client, host, cancel).ConfigureAwait(false);
        try
        {
            await client.AuthenticateAsync(mechanism, cancel).ConfigureAwait(false);
        }
        catch (AuthenticationException)
        {
            throw new SmtpException($"{config.Smarthost} refused user and password ({mechanism.MechanismName} auth)");
        }
    }

    private async Task<SaslMechanism> ChooseAsync(SmtpClient client, string host, CancellationToken cancel)
    {
        string user = config.AuthUsername;
        if (client.AuthenticationMechanisms.Contains("CRAM-MD5") && config.AuthSecret is { } shared)
            return new SaslMechanismCramMd5(user, await SecretFile.ReadAsync(shared, cancel, trim: false).ConfigureAwait(false));
        if (config.AuthPassword is { } source)
        {
            string password = await SecretFile.ReadAsync(source, cancel).ConfigureAwait(false);
            if (client.AuthenticationMechanisms.Contains("PLAIN"))
            {
                if (!client.IsSecure && host is not ("localhost" or "127.0.0.1" or "::1"))
                    throw new SmtpException("the password is not sent: the connection is not encrypted");
                return new SaslMechanismPlain(user, password) { AuthorizationId = config.AuthIdentity.Length > 0 ? config.AuthIdentity : null };
            }
            if (client.AuthenticationMechanisms.Contains("LOGIN")) return new SaslMechanismLogin(user, password);
        }
        string offered = string.Join(", ", client.AuthenticationMechanisms.Order());
        throw new SmtpException($"{config.Smarthost} offers {offered}, for which there is no password or secret in the configuration");
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
