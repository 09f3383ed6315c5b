using System.Security.Cryptography;
using System.Text;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>What all receivers of one configuration are made with.</summary>
internal sealed record ReceiverParts(MessageTemplates Templates, TimeProvider Clock, ServiceAddresses Addresses);

/// <summary>One attempt: what is to be told, and the templates for what must not be stored with the message, such as keys.</summary>
internal sealed record Attempt(Notification Notification, RenderedMessage Message, TemplateRun Run)
{
    public string Body => Message.Parts[0].Text;
}

/// <summary>
/// A receiver over HTTP: what its kind adds is how a message looks (<see cref="Compose"/>) and which requests carry it (<see cref="DeliverAsync"/>).
/// A failing template, a missing secret and a stopped flush are handled here, once.
/// </summary>
internal abstract class HttpReceiver(string receiverName, IntegrationConfig config, ReceiverParts parts, HttpClientConfig http, TimeSpan timeout = default) : IReceiver
{
    protected const string Json = "application/json";

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    protected HttpDelivery Http { get; } = new(http, timeout, parts.Clock);

    protected ReceiverParts Parts => parts;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        TemplateRun run = parts.Templates.Run(parts.Templates.Data(receiverName, notification), cancel);
        RenderOutcome outcome = Compose(run, notification);
        return run.Error is { } error ? new(null, error) : outcome;
    }

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        TemplateRun run = parts.Templates.Run(parts.Templates.Data(receiverName, notification), cancel);
        try
        {
            DeliveryResult result = await DeliverAsync(new Attempt(notification, message, run), cancel).ConfigureAwait(false);
            // The text of the error could repeat a secret that is a template.
            return run.Error is null ? result : AttemptVerdict.Final("a template in the address or in a key of this receiver failed");
        }
        catch (IOException e)
        {
            return AttemptVerdict.Network(e.Message);
        }
        catch (OperationCanceledException)
        {
            return AttemptVerdict.Cancelled(byFlush: true, timeout);
        }
    }

    /// <summary>Renders the message; errors of templates are looked for afterwards.</summary>
    protected abstract RenderOutcome Compose(TemplateRun run, Notification notification);

    /// <summary>Sends it.</summary>
    /// <exception cref="IOException">A secret cannot be read.</exception>
    protected abstract ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel);

    /// <summary>A message of one part.</summary>
    protected RenderOutcome Message(string title, string body, string contentType = Json) =>
        new(new RenderedMessage(Integration, RuneText.Truncate(title.ReplaceLineEndings(" ").Trim(), 200), [new("body", contentType, body)]), null);

    /// <summary>A secret as it is now, rendered where it is a template.</summary>
    protected static async ValueTask<string> RevealAsync(SecretSource secret, Attempt attempt, CancellationToken cancel) =>
        attempt.Run.Text(await SecretFile.ReadAsync(secret, cancel).ConfigureAwait(false));

    /// <summary>The name of the incident with services that want one: the same for every notification of a group.</summary>
    protected static string IncidentKey(Notification notification) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notification.GroupKey)));
}
