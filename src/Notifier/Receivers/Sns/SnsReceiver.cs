using System.Text;
using System.Xml;
using System.Xml.Linq;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Sns;

/// <summary>One entry of <c>sns_configs</c>: the action <c>Publish</c>, a signed form.</summary>
internal sealed class SnsReceiver(string receiverName, SnsConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const int MaxMessageBytes = 256 * 1024;
    private const int MaxSmsBytes = 1600;
    private readonly AwsIdentity _identity = new(config.SigV4);

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string text = run.Text(config.Message), subject = run.Text(config.Subject), phone = run.Text(config.PhoneNumber), topic = run.Text(config.TopicArn);
        string cut = RuneText.TruncateBytes(text, config.PhoneNumber.Length > 0 ? MaxSmsBytes : MaxMessageBytes, marked: false);
        var form = new List<KeyValuePair<string, string>> { new("Action", "Publish"), new("Version", "2010-03-31"), new("Message", cut) };
        if (subject.Length > 0) form.Add(new("Subject", subject));
        if (topic.Length > 0) form.Add(new("TopicArn", topic));
        if (phone.Length > 0) form.Add(new("PhoneNumber", phone));
        if (run.Text(config.TargetArn) is { Length: > 0 } target) form.Add(new("TargetArn", target));
        if (topic.EndsWith(".fifo", StringComparison.Ordinal))
        {
            form.Add(new("MessageDeduplicationId", IncidentKey(notification)));
            form.Add(new("MessageGroupId", IncidentKey(notification)));
        }
        AddAttributes(form, run, cut.Length < text.Length);
        return Message(subject.Length > 0 ? subject : cut.Trim().Split('\n')[0], FormText.Encode(form), Form);
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        AwsSigner? signer = await _identity.FindAsync(cancel).ConfigureAwait(false);
        if (signer is null) return AttemptVerdict.Network(_identity.Missing);
        string url = attempt.Run.Text(config.ApiUrl);
        if (url.Length == 0) url = string.Format(System.Globalization.CultureInfo.InvariantCulture, Parts.Addresses.Sns, signer.Region);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? target)) return AttemptVerdict.Final("api_url is not a URL");
        var call = new HttpCall(HttpMethod.Post, url) { Body = attempt.Body, ContentType = Form, Headers = signer.Sign(target, attempt.Body, Form, Parts.Clock.GetUtcNow()), Secrets = signer.Secrets };
        HttpAnswer answer = await Http.SendAsync(call, cancel).ConfigureAwait(false);
        string? advice = answer.Status is 401 or 403 ? "check the key in sigv4, its rights to sns:Publish on the topic, and the clock of this machine" : null;
        return AttemptVerdict.Of(answer, said: Said(answer.Body), advice: advice);
    }

    private void AddAttributes(List<KeyValuePair<string, string>> form, TemplateRun run, bool truncated)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in config.Attributes) attributes[run.Text(name)] = run.Text(value);
        if (truncated) attributes["truncated"] = "true";
        int number = 0;
        foreach ((string name, string value) in attributes)
        {
            string entry = $"MessageAttributes.entry.{++number}.";
            form.Add(new(entry + "Name", name));
            form.Add(new(entry + "Value.DataType", "String"));
            form.Add(new(entry + "Value.StringValue", value));
        }
    }

    // <ErrorResponse><Error><Code/><Message/></Error></ErrorResponse>
    private static string? Said(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement? error = XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "Error");
            if (error is null) return null;
            return string.Join(": ", error.Elements().Where(element => element.Name.LocalName is "Code" or "Message").Select(element => element.Value));
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
