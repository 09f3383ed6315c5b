using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class HangingReceiverTests
{
    [Fact]
    public async Task One_that_never_answers_slows_no_other()
    {
        await using HttpCatcher silent = await HttpCatcher.StartAsync(), quick = await HttpCatcher.StartAsync();
        silent.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        IReceiver hanging = ReceiverBench.One($"webhook_configs: [{{url: '{silent.Url}/'}}]"), other = ReceiverBench.One($"webhook_configs: [{{url: '{quick.Url}/'}}]");
        using var stop = new CancellationTokenSource();
        Notification notification = ReceiverBench.Notification();
        RenderedMessage message = hanging.Render(notification, stop.Token).Message!;
        Task<DeliveryResult>[] stuck = [.. Enumerable.Range(0, 100).Select(_ => hanging.SendAsync(notification, message, stop.Token).AsTask())];
        for (int i = 0; i < 100; i++) Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(other)).Outcome);
        Assert.DoesNotContain(stuck, task => task.IsCompleted);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(stuck), result => Assert.Equal((DeliveryOutcome.Retry, FailureReason.ContextCanceled), (result.Outcome, result.Reason)));
    }

    [Fact]
    public async Task An_answer_that_drips_is_cut_and_judged_by_its_status()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        var begun = new TaskCompletionSource();
        server.Answer = async http =>
        {
            http.Response.StatusCode = 503;
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("busy"), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        var clock = new FakeTimeProvider();
        Task<DeliveryResult> sending = ReceiverBench.SendAsync(ReceiverBench.One($"webhook_configs: [{{url: '{server.Url}/'}}]", clock: clock));
        await begun.Task;
        while (!sending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAny(sending, Task.Delay(20, TestContext.Current.CancellationToken));
        }
        DeliveryResult result = await sending;
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.ServerError), (result.Outcome, result.Reason));
        Assert.Contains("503: busy", result.Detail);
    }

    [Fact]
    public async Task An_answer_without_end_to_the_api_of_a_service_is_bounded_too()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = async http =>
        {
            http.Response.ContentType = "application/json";
            byte[] chunk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"telegram_configs: [{{api_url: '{server.Url}', bot_token: t, chat_id: 1}}]"));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.True(result.Detail.Length < 1000);
    }
}
