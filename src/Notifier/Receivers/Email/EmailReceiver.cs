using MimeKit;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using MessagePart = Tocsin.Notifier.Pipeline.MessagePart;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>One entry of <c>email_configs</c>.</summary>
internal sealed class EmailReceiver(string receiverName, EmailConfig config, ReceiverParts parts) : IReceiver
{
    private const int MaxRecipients = 1000;
    private readonly SmtpPool _smtp = new(new SmtpConnection(config, parts.Clock), parts.Clock);

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        TemplateRun run = parts.Templates.Run(parts.Templates.Data(receiverName, notification), cancel);
        List<MessagePart> written = EmailContent.Render(config, run, notification);
        (string from, string to) = (run.Text(config.From), run.Text(config.To));
        if (run.Error is { } error) return new(null, error);
        if (Addresses(from, "from", out string? wrong).Count > 1) wrong ??= "must be exactly one from address";
        if (wrong is null) Addresses(to, "to", out wrong);
        if (wrong is not null) return new(null, wrong);
        return new(new RenderedMessage(Integration, written[0].Text, written), null);
    }

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        TemplateRun run = parts.Templates.Run(parts.Templates.Data(receiverName, notification), cancel);
        List<MailboxAddress> from = Addresses(run.Text(config.From), "from", out string? badFrom), to = Addresses(run.Text(config.To), "to", out string? badTo);
        if ((run.Error ?? badFrom ?? badTo) is { } wrong) return AttemptVerdict.Final(wrong);
        try
        {
            using MimeMessage mail = EmailContent.Build(message, parts.Clock.GetUtcNow(), Environment.MachineName);
            await _smtp.SendAsync(mail, from[0], to, cancel).ConfigureAwait(false);
            return DeliveryResult.Delivered($"taken by {config.Smarthost} for {to.Count} recipient(s)");
        }
        catch (OperationCanceledException)
        {
            return AttemptVerdict.Cancelled(byFlush: true, TimeSpan.Zero);
        }
        catch (Exception e) when (SmtpVerdict.Of(e, config) is { } verdict)
        {
            return verdict;
        }
    }

    private static List<MailboxAddress> Addresses(string text, string field, out string? wrong)
    {
        var found = new List<MailboxAddress>();
        wrong = null;
        if (text.Length <= 64 * 1024 && InternetAddressList.TryParse(text, out InternetAddressList? list)) found.AddRange(list.Mailboxes);
        if (found.Count == 0 || found.Exists(mailbox => !mailbox.Address.Contains('@'))) wrong = $"parse '{field}' addresses: \"{text}\" is not a list of mail addresses";
        else if (found.Count > MaxRecipients) wrong = $"more than {MaxRecipients} '{field}' addresses";
        return found;
    }
}
