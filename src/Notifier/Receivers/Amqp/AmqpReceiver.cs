using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Notifier.Receivers.Webhook;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Amqp;

/// <summary>One entry of <c>amqp_configs</c>: a message into a broker, delivered when the broker has confirmed that it keeps it.</summary>
internal sealed class AmqpReceiver(string receiverName, AmqpConfig config, ReceiverParts parts) : IReceiver
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private readonly AmqpConnection _connection = new(config, parts.Clock);

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        NotificationData data = parts.Templates.Data(receiverName, notification, config.MaxAlerts > 0 ? config.MaxAlerts : int.MaxValue);
        TemplateRun run = parts.Templates.Run(data, cancel);
        PayloadNode? payload = config.Payload is null ? null : TemplatedPayload.Render(config.Payload, run, MadeLeaves.Verbatim);
        string body = GoJson.Write(json =>
        {
            if (payload is not null) TemplatedPayload.Write(json, payload);
            else WebhookMessage.Write(json, data, notification.GroupKey, notification.Alerts.Count - data.Alerts.Count);
        });
        List<MessagePart> message = [new("body", "application/json", body), new("routing_key", "text/plain", run.Text(config.RoutingKey))];
        foreach ((string name, string value) in config.Headers) message.Add(new("header " + name, "text/plain", run.Text(value)));
        return run.Error is { } error ? new(null, error) : new(new RenderedMessage(Integration, WebhookReceiver.Title(data), message), null);
    }

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        TimeSpan timeout = config.Timeout > TimeSpan.Zero ? config.Timeout : DefaultTimeout;
        using var limit = new CancellationTokenSource(timeout, parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await _connection.PublishAsync(message.Parts[1].Text, Properties(message), Encoding.UTF8.GetBytes(message.Parts[0].Text), either.Token).ConfigureAwait(false);
            return DeliveryResult.Delivered("confirmed by the broker");
        }
        catch (OperationCanceledException)
        {
            return AttemptVerdict.Cancelled(cancel.IsCancellationRequested, timeout);
        }
        catch (PublishReturnException e)
        {
            return AttemptVerdict.Final($"no queue takes the message: {e.ReplyText} (bind a queue to the exchange with this routing key, or set mandatory: false)", FailureReason.ClientError);
        }
        catch (PublishException)
        {
            return AttemptVerdict.Network("the broker did not take the message (nack): a queue may be full");
        }
        catch (Exception e) when (AmqpConnection.Explain(e) is { } why)
        {
            return new DeliveryResult(why.Outcome, why.Reason, why.Detail);
        }
    }

    private BasicProperties Properties(RenderedMessage message)
    {
        Dictionary<string, object?> headers = message.Parts.Where(part => part.Name.StartsWith("header ", StringComparison.Ordinal))
            .ToDictionary(part => part.Name["header ".Length..], part => (object?)part.Text, StringComparer.Ordinal);
        return new BasicProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            DeliveryMode = config.Persistent ? DeliveryModes.Persistent : DeliveryModes.Transient,
            AppId = "tocsin",
            Timestamp = new AmqpTimestamp(parts.Clock.GetUtcNow().ToUnixTimeSeconds()),
            Headers = headers.Count > 0 ? headers : null,
        };
    }
}
