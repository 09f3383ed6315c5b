using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>
/// What a failure on the way to a mail server means. Upstream tries everything again, refusals of class 5 as well; with
/// <c>reject_permanent_errors</c> those are final, since the server itself calls them so.
/// </summary>
internal static class SmtpVerdict
{
    /// <summary>Null for what no mail server does.</summary>
    public static DeliveryResult? Of(Exception failure, EmailConfig config) => failure switch
    {
        SmtpCommandException refusal => OfReply(refusal, config),
        ServiceNotAuthenticatedException wanted => new(config.RejectPermanentErrors ? DeliveryOutcome.Rejected : DeliveryOutcome.Retry, FailureReason.AuthError,
            $"{config.Smarthost}: {AttemptVerdict.Shorten(wanted.Message)} (the server wants a log-in, or TLS first: check auth_username and require_tls)"),
        NotSupportedException => AttemptVerdict.Final(
            $"{config.Smarthost} does not take addresses in other letters than ASCII (no SMTPUTF8): give the recipient's ASCII address", FailureReason.ClientError),
        SmtpException or CommandException or ProtocolException or IOException or SocketException or SslHandshakeException or ServiceNotConnectedException => AttemptVerdict.Network($"{config.Smarthost}: {AttemptVerdict.Shorten(failure.Message)}{Advice(failure)}"),
        _ => null,
    };

    private static DeliveryResult OfReply(SmtpCommandException refusal, EmailConfig config)
    {
        int code = (int)refusal.StatusCode;
        bool permanent = code is >= 500 and < 600;
        string whom = refusal.Mailbox is { } mailbox ? $" for {mailbox.Address}" : "";
        string help = code switch
        {
            421 or 450 or 451 or 452 => "the server asks to try again later",
            530 or 535 => "the server wants another log-in: check auth_username, and its password, secret or token",
            550 or 551 or 553 => "check the address in to and from, and whether this server may send for it",
            552 or 554 => "the server does not take this mail: it may be too large, or look like spam to it",
            _ when permanent => "the server calls this permanent",
            _ => "the server may take it later",
        };
        string detail = $"{config.Smarthost}: {code} {AttemptVerdict.Shorten(refusal.Message)}{whom} ({help})";
        FailureReason reason = code is 530 or 535 ? FailureReason.AuthError : permanent ? FailureReason.ClientError : FailureReason.ServerError;
        return new(permanent && config.RejectPermanentErrors ? DeliveryOutcome.Rejected : DeliveryOutcome.Retry, reason, detail);
    }

    private static string Advice(Exception failure) => failure switch
    {
        SslHandshakeException => " (check the server's certificate, tls_config, and whether the port speaks TLS from the start)",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TimedOut } => " (check smarthost)",
        _ => "",
    };
}
