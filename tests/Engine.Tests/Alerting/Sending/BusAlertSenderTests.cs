using System.Reflection;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tocsin.Contracts.Bus;
using Tocsin.Engine.Alerting.Sending;

namespace Tocsin.Engine.Tests.Alerting.Sending;

public sealed class BusAlertSenderTests
{
    [Fact]
    public async Task A_batch_crosses_the_bus_whole()
    {
        var taken = new TaskCompletionSource<AlertBatch>();
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(taken).AddMassTransit(bus =>
        {
            bus.AddConsumer<BatchConsumer>();
            bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
        }).BuildServiceProvider();
        foreach (IHostedService service in services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        var sender = new BusAlertSender(services.GetRequiredService<IBus>(), TimeSpan.FromSeconds(30), TimeProvider.System);
        var alert = new BusAlert { Labels = new Dictionary<string, string> { ["alertname"] = "ä" }, StartsAt = DateTimeOffset.UnixEpoch, GeneratorUrl = "http://t" };
        Assert.Equal(AlertSendOutcome.Sent, await sender.SendAsync(new AlertBatch { Alerts = [alert] }, TestContext.Current.CancellationToken));
        AlertBatch arrived = await taken.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(("ä", DateTimeOffset.UnixEpoch, null, "http://t"), (arrived.Alerts[0].Labels["alertname"], arrived.Alerts[0].StartsAt, arrived.Alerts[0].EndsAt, arrived.Alerts[0].GeneratorUrl));
        foreach (IHostedService service in services.GetServices<IHostedService>()) await service.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_bus_that_does_not_answer_is_unreachable_after_the_time_limit()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var sender = new BusAlertSender(DispatchProxy.Create<IPublishEndpoint, HangingBus>(), TimeSpan.FromSeconds(5), clock);
        Task<AlertSendOutcome> sending = sender.SendAsync(new AlertBatch { Alerts = [] }, TestContext.Current.CancellationToken).AsTask();
        while (!sending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.Equal(AlertSendOutcome.Unreachable, await sending);
    }

    /// <summary>Waits for its caller to give up, as a transport does whose broker is gone.</summary>
    public class HangingBus : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Task.Delay(Timeout.Infinite, args!.OfType<CancellationToken>().Single());
    }

    public sealed class BatchConsumer(TaskCompletionSource<AlertBatch> taken) : IConsumer<AlertBatch>
    {
        public Task Consume(ConsumeContext<AlertBatch> context)
        {
            taken.TrySetResult(context.Message);
            return Task.CompletedTask;
        }
    }
}
