using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A mail server on loopback: EHLO, STARTTLS, AUTH, and one mailbox for all.</summary>
internal sealed class SmtpCatcher : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = SelfSigned();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _mails;

    public SmtpCatcher()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool StartTls { get; init; }

    public bool ImplicitTls { get; init; }

    /// <summary>Offered once the connection is as safe as it gets; empty offers none.</summary>
    public string Mechanisms { get; init; } = "";

    /// <summary>What comes back for a recipient.</summary>
    public string RecipientReply { get; init; } = "250 ok";

    /// <summary>After so many mails the server leaves without a word; zero never.</summary>
    public int LeavesAfter { get; init; }

    public bool International { get; init; }

    public int Connections { get; private set; }

    public List<string> Commands { get; } = [];

    public string Mail { get; private set; } = "";

    public static string Pem => Certificate.ExportCertificatePem();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            // The test is over, or the client left.
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        bool secure = false;
        if (ImplicitTls) (stream, secure) = (await SecureAsync(stream), true);
        await SayAsync(stream, "220 catcher");
        while (await HearAsync(stream) is { } line)
        {
            Commands.Add(line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, "250-catcher");
                    await SayAsync(stream, "250-8BITMIME");
                    if (International) await SayAsync(stream, "250-SMTPUTF8");
                    if (StartTls && !secure) await SayAsync(stream, "250-STARTTLS");
                    if (Mechanisms.Length > 0 && (secure || !StartTls)) await SayAsync(stream, "250-AUTH " + Mechanisms);
                    await SayAsync(stream, "250 SIZE 1000000");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go");
                    (stream, secure) = (await SecureAsync(stream), true);
                    break;
                case "AUTH":
                    await SayAsync(stream, await LogInAsync(stream, line) ? "235 ok" : "535 no");
                    break;
                case "RCPT":
                    await SayAsync(stream, RecipientReply);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go");
                    var mail = new StringBuilder();
                    while (await HearAsync(stream) is { } text && text != ".") mail.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
                    Mail = mail.ToString();
                    await SayAsync(stream, "250 queued");
                    if (LeavesAfter > 0 && ++_mails % LeavesAfter == 0) return;
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private async Task<bool> LogInAsync(Stream stream, string line)
    {
        string[] words = line.Split(' ');
        switch (words[1].ToUpperInvariant())
        {
            case "PLAIN":
                string given = words.Length > 2 ? words[2] : await AskAsync(stream, "");
                return Encoding.UTF8.GetString(Convert.FromBase64String(given)).EndsWith("\0user\0pass", StringComparison.Ordinal);
            case "LOGIN":
                string user = words.Length > 2 ? words[2] : await AskAsync(stream, "VXNlcm5hbWU6");
                string password = await AskAsync(stream, "UGFzc3dvcmQ6");
                return (user, password) == ("dXNlcg==", "cGFzcw==");
            case "XOAUTH2":
                string token = words.Length > 2 ? words[2] : await AskAsync(stream, "");
                return Encoding.UTF8.GetString(Convert.FromBase64String(token)) == "user=user\u0001auth=Bearer token1\u0001\u0001";
            default:
                string challenge = Convert.ToBase64String("<1.2@catcher>"u8);
                string answer = Encoding.UTF8.GetString(Convert.FromBase64String(await AskAsync(stream, challenge)));
#pragma warning disable CA5351 // CRAM-MD5 is what it is.
                return answer == "user " + Convert.ToHexStringLower(HMACMD5.HashData("secret"u8, "<1.2@catcher>"u8));
#pragma warning restore CA5351
        }
    }

    private async Task<string> AskAsync(Stream stream, string challenge)
    {
        await SayAsync(stream, "334 " + challenge);
        return await HearAsync(stream) ?? "";
    }

    private static async Task<Stream> SecureAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(Certificate);
        return tls;
    }

    private async Task SayAsync(Stream stream, string line)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }

    private async Task<string?> HearAsync(Stream stream)
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    private static X509Certificate2 SelfSigned()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("mail.example.org");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
