using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier.Receivers.Amqp;

/// <summary>
/// A connection that is made for the first message and kept for the next, with one channel in confirm mode. One message at a time goes through: the
/// client confirms in order anyway, and a broken channel then breaks one message only. A connection that nothing was sent over for some minutes is
/// closed, so that those of an earlier configuration go.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle, and a timer that ends by itself, hold nothing.")]
internal sealed class AmqpConnection
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);
    private readonly AmqpConfig _config;
    private readonly TimeProvider _clock;
    private readonly ITimer _idle;
    private readonly TlsTrust _trust;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;
    private IChannel? _channel;
    private string _url = "";
    private long _lastUse;

    public AmqpConnection(AmqpConfig config, TimeProvider clock)
    {
        _config = config;
        _clock = clock;
        _trust = new TlsTrust(config.Tls);
        _idle = clock.CreateTimer(static state => _ = ((AmqpConnection)state!).CloseIdleAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Publishes one message and waits until the broker has it.</summary>
    /// <exception cref="PublishException">The broker does not want it, or no queue does.</exception>
    public async Task PublishAsync(string routingKey, BasicProperties properties, byte[] body, CancellationToken cancel)
    {
        string url = await SecretFile.ReadAsync(_config.Url, cancel).ConfigureAwait(false);
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            IChannel channel = await OpenAsync(url, cancel).ConfigureAwait(false);
            await channel.BasicPublishAsync(_config.Exchange, routingKey, _config.Mandatory, properties, body, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not PublishException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _lastUse = _clock.GetTimestamp();
            _idle.Change(IdleTime, Timeout.InfiniteTimeSpan);
            _gate.Release();
        }
    }

    /// <summary>What a failure means; null when it is none of the broker's.</summary>
    public static DeliveryResult? Explain(Exception e) => e switch
    {
        BrokerUnreachableException { InnerException: AuthenticationFailureException or PossibleAuthenticationFailureException } =>
            new(DeliveryOutcome.Rejected, FailureReason.AuthError, "the broker refused user and password (check them in the url)"),
        BrokerUnreachableException unreachable => AttemptVerdict.Network("the broker cannot be reached: " + Inner(unreachable)),
        OperationInterruptedException { ShutdownReason.ReplyCode: 403 } refused =>
            AttemptVerdict.Final($"the broker forbids it: {refused.ShutdownReason.ReplyText} (check the user's rights)", FailureReason.AuthError),
        OperationInterruptedException { ShutdownReason.ReplyCode: 404 } missing =>
            AttemptVerdict.Final($"{missing.ShutdownReason.ReplyText} (declare the exchange, or correct its name)", FailureReason.ClientError),
        OperationInterruptedException or AlreadyClosedException or IOException or SocketException => AttemptVerdict.Network("the connection to the broker broke: " + e.Message),
        UriFormatException => AttemptVerdict.Final("the url is not an AMQP URL (write amqp://user:password@host:5672/vhost)"),
        _ => null,
    };

    private async ValueTask<IChannel> OpenAsync(string url, CancellationToken cancel)
    {
        if (_channel is { IsOpen: true } open && _url == url) return open;
        await CloseAsync().ConfigureAwait(false);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("amqp" or "amqps")) throw new UriFormatException("not an AMQP URL");
        var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false, ClientProvidedName = "tocsin" };
        if (factory.Ssl.Enabled) SetTls(factory.Ssl, address.Host);
        _connection = await factory.CreateConnectionAsync(cancel).ConfigureAwait(false);
        _channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancel).ConfigureAwait(false);
        _url = url;
        return _channel;
    }

    private async Task CloseIdleAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_clock.GetElapsedTime(_lastUse) >= IdleTime) await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void SetTls(SslOption tls, string host)
    {
        tls.ServerName = _config.Tls.ServerName.Length > 0 ? _config.Tls.ServerName : host;
        tls.Version = _config.Tls.Versions;
        if (!_trust.IsDefault) tls.CertificateValidationCallback = _trust.Validate(host);
        if (_trust.ReadCertificate() is { } own) tls.Certs = [own];
        tls.AcceptablePolicyErrors = SslPolicyErrors.None;
    }

    private async ValueTask CloseAsync()
    {
        IConnection? old = _connection;
        (_connection, _channel) = (null, null);
        if (old is null) return;
        try
        {
            await old.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or AlreadyClosedException or OperationInterruptedException)
        {
            // It was broken: that is why it is closed.
        }
    }

    private static string Inner(BrokerUnreachableException e) =>
        e.InnerException switch { AggregateException { InnerExceptions: [.., { } last] } => last.Message, { } inner => inner.Message, _ => e.Message };
}
