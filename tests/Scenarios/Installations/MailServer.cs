using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Tocsin.Scenarios.Installations;

/// <summary>A mail as it arrived.</summary>
internal sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Subject, string Text);

/// <summary>Mailpit: a real SMTP server whose mailbox can be read.</summary>
internal sealed class MailServer(string smarthost, Uri mailbox, IContainer? container) : IAsyncDisposable
{
    private const int Smtp = 1025;
    private const int Web = 8025;
    private readonly HttpClient _http = new() { BaseAddress = mailbox };

    public string Smarthost { get; } = smarthost;

    public static async Task<MailServer> StartAsync()
    {
        IContainer container = new ContainerBuilder("axllent/mailpit")
            .WithPortBinding(Smtp, true)
            .WithPortBinding(Web, true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Web).ForPath("/api/v1/messages")))
            .Build();
        await container.StartAsync();
        return new MailServer(
            $"{container.Hostname}:{container.GetMappedPublicPort(Smtp)}", new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(Web)}"), container);
    }

    /// <summary>Mails to one address, oldest first.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> InboxAsync(string address, CancellationToken cancel)
    {
        using JsonDocument list = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/v1/messages?limit=500", UriKind.Relative), cancel));
        var mails = new List<ReceivedMail>();
        foreach (JsonElement message in list.RootElement.GetProperty("messages").EnumerateArray().Reverse())
        {
            string[] to = [.. message.GetProperty("To").EnumerateArray().Select(one => one.GetProperty("Address").GetString()!)];
            if (!to.Contains(address)) continue;
            string id = message.GetProperty("ID").GetString()!;
            using JsonDocument full = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"/api/v1/message/{id}", UriKind.Relative), cancel));
            mails.Add(new ReceivedMail(
                message.GetProperty("From").GetProperty("Address").GetString()!, to, message.GetProperty("Subject").GetString()!,
                full.RootElement.GetProperty("Text").GetString()!));
        }
        return mails;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (container is not null) await container.DisposeAsync();
    }
}
