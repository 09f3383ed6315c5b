using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimeKit;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Rendering;
using MessagePart = Tocsin.Notifier.Pipeline.MessagePart;

namespace Tocsin.Notifier.Receivers.Email;

/// <summary>
/// The parts of a mail, from templates to the message on the wire. Between the two stands what is stored and shown: each header is a part of its own
/// under its name, then <c>text</c> and <c>html</c>.
/// </summary>
internal static class EmailContent
{
    public const string TextPart = "text";
    public const string HtmlPart = "html";
    private const string HeaderType = "text/plain";

    public static List<MessagePart> Render(EmailConfig config, TemplateRun run, Notification notification)
    {
        var headers = new Dictionary<string, string>(config.Headers, StringComparer.Ordinal);
        headers.TryAdd("Subject", EmailConfig.DefaultSubject);
        headers.TryAdd("To", config.To);
        headers.TryAdd("From", config.From);
        var parts = new List<MessagePart>();
        foreach ((string name, string value) in headers.OrderBy(header => Array.IndexOf(First, header.Key) is var at and >= 0 ? at : First.Length))
            parts.Add(new(name, HeaderType, run.Text(value)));
        if (ThreadId(config, notification) is { } thread)
        {
            parts.Add(new("References", HeaderType, thread));
            parts.Add(new("In-Reply-To", HeaderType, thread));
        }
        if (config.Text.Length > 0) parts.Add(new(TextPart, "text/plain", run.Text(config.Text)));
        if (config.Html.Length > 0) parts.Add(new(HtmlPart, "text/html", run.Html(config.Html)));
        return parts;
    }

    /// <summary>The message to send; the address lists were rendered apart, because To and From in the headers are only what a reader sees.</summary>
    public static MimeMessage Build(RenderedMessage message, DateTimeOffset now, string host)
    {
        var mail = new MimeMessage();
        mail.Headers.Clear();
        var body = new MultipartAlternative();
        foreach (MessagePart part in message.Parts)
        {
            if (part.Name is TextPart or HtmlPart) body.Add(BodyOf(part));
            else AddHeader(mail, part.Name, OneLine(part.Text));
        }
        if (!mail.Headers.Contains(HeaderId.MessageId)) mail.Headers.Add(HeaderId.MessageId, MessageId(now, host));
        mail.Date = now;
        mail.Body = body;
        return mail;
    }

    // In a list of addresses only the names may be encoded; all ASCII stays as it was written.
    private static void AddHeader(MimeMessage mail, string name, string value)
    {
        if (AddressHeaders.Contains(name) && !Ascii.IsValid(value) && InternetAddressList.TryParse(value, out InternetAddressList? list))
            mail.Headers.Add(name, list.ToString(FormatOptions.Default, encode: true));
        else mail.Headers.Add(name, Encoding.UTF8, value);
    }

    private static readonly string[] AddressHeaders = ["To", "From", "Cc", "Bcc", "Reply-To", "Sender"];

    private static readonly string[] First = ["Subject", "To", "From"];

    private static TextPart BodyOf(MessagePart part)
    {
        var text = new TextPart(part.Name == HtmlPart ? "html" : "plain") { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        text.SetText(Encoding.UTF8, part.Text);
        return text;
    }

    // A line break in a header would begin a header of the sender's choosing.
    private static string OneLine(string value) => value.ReplaceLineEndings(" ").Trim();

    private static string MessageId(DateTimeOffset now, string host) =>
        string.Create(CultureInfo.InvariantCulture, $"<{now.ToUnixTimeMilliseconds()}000000.{RandomNumberGenerator.GetInt32(int.MaxValue)}@{host}>");

    private static string? ThreadId(EmailConfig config, Notification notification)
    {
        if (config.Threading == EmailThreading.None) return null;
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notification.GroupKey)))[..16];
        string day = config.Threading == EmailThreading.Daily ? notification.Now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        return $"<alert-{key}-{day}@alertmanager>";
    }
}
