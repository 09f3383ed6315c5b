using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>
/// Conversations with one mail server that are kept for the next mail: several at once when several mails are sent at once, so that none waits for
/// another. One that nobody used for a while is ended, because servers do so as well, and so that those of an earlier configuration go.
/// </summary>
internal sealed class SmtpPool
{
    private const int MaxIdle = 4;
    private const int MaxMails = 100;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Stack<Conversation> _idle = [];
    private readonly SmtpConnection _server;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    public SmtpPool(SmtpConnection server, TimeProvider clock)
    {
        _server = server;
        _clock = clock;
        _timer = clock.CreateTimer(static state => ((SmtpPool)state!).EndIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <exception cref="SmtpException">The server cannot do what is asked for; worth another try.</exception>
    /// <exception cref="NotSupportedException">An address has letters that the server does not know.</exception>
    public async Task SendAsync(MimeMessage mail, MailboxAddress from, IReadOnlyList<MailboxAddress> to, CancellationToken cancel)
    {
        SmtpCredentials credentials = await _server.ReadCredentialsAsync(cancel).ConfigureAwait(false);
        Conversation conversation = await ResumeAsync(credentials, cancel).ConfigureAwait(false)
            ?? new Conversation(await _server.OpenAsync(credentials, cancel).ConfigureAwait(false), credentials);
        bool clean = false;
        try
        {
            RequireLetters(conversation.Client, [from, .. to]);
            await conversation.Client.SendAsync(mail, from, to, cancel).ConfigureAwait(false);
            clean = true;
        }
        catch (NotSupportedException)
        {
            clean = true;
            throw;
        }
        catch (SmtpCommandException)
        {
            // A refusal is an answer: the conversation goes on.
            clean = conversation.Client.IsConnected;
            throw;
        }
        finally
        {
            if (clean) Keep(conversation with { Mails = conversation.Mails + 1, LastUse = _clock.GetTimestamp() });
            else conversation.Client.Dispose();
        }
    }

    // A domain in other letters has a form in ASCII; what stands before the @ has none, and the library would send it in any case.
    private static void RequireLetters(SmtpClient client, IEnumerable<MailboxAddress> mailboxes)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.UTF8) && mailboxes.Any(mailbox => !Ascii.IsValid(MailboxAddress.EncodeAddrspec(mailbox.Address)))) throw new NotSupportedException("no SMTPUTF8");
    }

    // The server may have left in the meantime: that is no failure of this mail.
    private async ValueTask<Conversation?> ResumeAsync(SmtpCredentials credentials, CancellationToken cancel)
    {
        while (Take() is { } conversation)
        {
            try
            {
                if (conversation.Credentials == credentials && conversation.Mails < MaxMails && conversation.Client.IsConnected)
                {
                    await conversation.Client.NoOpAsync(cancel).ConfigureAwait(false);
                    return conversation;
                }
            }
            catch (Exception e) when (e is CommandException or ProtocolException or IOException or SocketException or ServiceNotConnectedException)
            {
                // Another one, or a new one.
            }
            conversation.Client.Dispose();
        }
        return null;
    }

    private Conversation? Take()
    {
        lock (_gate) return _idle.Count > 0 ? _idle.Pop() : null;
    }

    private void Keep(Conversation conversation)
    {
        lock (_gate)
        {
            if (_idle.Count < MaxIdle)
            {
                _idle.Push(conversation);
                _timer.Change(IdleTime, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        conversation.Client.Dispose();
    }

    private void EndIdle()
    {
        var ended = new List<Conversation>();
        lock (_gate)
        {
            while (_idle.Count > 0 && _clock.GetElapsedTime(_idle.Peek().LastUse) >= IdleTime) ended.Add(_idle.Pop());
            if (_idle.Count > 0) _timer.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
        foreach (Conversation conversation in ended) _ = EndAsync(conversation.Client);
    }

    private static async Task EndAsync(SmtpClient client)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await client.DisconnectAsync(quit: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CommandException or ProtocolException or IOException or SocketException or OperationCanceledException)
        {
            // Gone is gone.
        }
        finally
        {
            client.Dispose();
        }
    }

    private sealed record Conversation(SmtpClient Client, SmtpCredentials Credentials)
    {
        public int Mails { get; init; }

        public long LastUse { get; init; }
    }
}
