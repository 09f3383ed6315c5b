using System.Text;
using RabbitMQ.Client;
using Testcontainers.RabbitMq;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A real RabbitMQ for all tests of the class.</summary>
public sealed class Broker : IAsyncLifetime
{
    private RabbitMqContainer? _container;

    internal static bool IsPossible => File.Exists("/var/run/docker.sock") || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST"));

    internal string Url => _container!.GetConnectionString();

    public async ValueTask InitializeAsync()
    {
        if (!IsPossible) return;
        _container = new RabbitMqBuilder("rabbitmq:4").Build();
        await _container.StartAsync();
    }

    public ValueTask DisposeAsync() => _container?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class AmqpReceiverTests(Broker broker) : IClassFixture<Broker>
{
    [Fact]
    public async Task A_message_is_delivered_when_the_broker_has_it()
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        string queue = await QueueAsync(channel);
        IReceiver receiver = ReceiverBench.One($"amqp_configs: [{{url: '{broker.Url}', routing_key: '{queue}', headers: {{status: '{{{{ .Status }}}}'}}}}]");
        DeliveryResult result = await ReceiverBench.SendAsync(receiver);
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        await ReceiverBench.SendAsync(receiver, ReceiverBench.Notification(ReceiverBench.Alert("a", resolved: true)));
        BasicGetResult first = (await channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken))!;
        Assert.Contains("\"version\":\"4\"", Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal(("application/json", DeliveryModes.Persistent, "firing"),
            (first.BasicProperties.ContentType, first.BasicProperties.DeliveryMode, Encoding.UTF8.GetString((byte[])first.BasicProperties.Headers!["status"]!)));
        Assert.Contains("\"status\":\"resolved\"", Encoding.UTF8.GetString((await channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken))!.Body.Span));
    }

    [Fact]
    public async Task A_payload_of_ones_own_goes_to_an_exchange()
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        string queue = await QueueAsync(channel), exchange = "x-" + queue;
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, autoDelete: true, cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueBindAsync(queue, exchange, "alerts.#", cancellationToken: TestContext.Current.CancellationToken);
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One(
            $"amqp_configs: [{{url: '{broker.Url}', exchange: '{exchange}', routing_key: 'alerts.{{{{ .GroupLabels.alertname }}}}', payload: {{n: '{{{{ len .Alerts }}}}'}}}}]"));
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        BasicGetResult got = (await channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken))!;
        Assert.Equal(("alerts.Down", "{\"n\":1}\n"), (got.RoutingKey, Encoding.UTF8.GetString(got.Body.Span)));
    }

    [Theory]
    [InlineData("routing_key: nobody", "no queue takes the message")]
    [InlineData("exchange: nobody", "no exchange 'nobody'")]
    public async Task What_nobody_takes_is_refused_and_the_next_message_goes_through(string keys, string told)
    {
        Skip();
        IReceiver receiver = ReceiverBench.One($"amqp_configs: [{{url: '{broker.Url}', {keys}}}]");
        for (int i = 0; i < 2; i++)
        {
            DeliveryResult result = await ReceiverBench.SendAsync(receiver);
            Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
            Assert.Contains(told, result.Detail);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_final_and_does_not_show()
    {
        Skip();
        string url = new UriBuilder(broker.Url) { UserName = "u", Password = "hunter2" }.Uri.ToString();
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"amqp_configs: [{{url: '{url}', routing_key: q}}]"));
        Assert.Equal((DeliveryOutcome.Rejected, FailureReason.AuthError), (result.Outcome, result.Reason));
        Assert.DoesNotContain("hunter2", result.Detail);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_tried_again()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One("amqp_configs: [{url: 'amqp://u:hunter2@127.0.0.1:1/', routing_key: q}]"));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.DoesNotContain("hunter2", result.Detail);
        Assert.Contains("cannot be reached", result.Detail);
    }

    private static void Skip() => Assert.SkipUnless(Broker.IsPossible, "Docker is not available: a real RabbitMQ is needed.");

    private async Task<IConnection> ConnectAsync()
    {
        Skip();
        return await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> QueueAsync(IChannel channel) =>
        (await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: TestContext.Current.CancellationToken)).QueueName;
}
