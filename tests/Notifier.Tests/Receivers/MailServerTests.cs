using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A real mail server whose mailbox can be read. It takes every user; TLS and refusals are tried with <see cref="SmtpCatcher"/>.</summary>
public sealed class MailServer : IAsyncLifetime
{
    private const int Smtp = 1025, Web = 8025;
    private IContainer? _container;

    internal string Smarthost => $"{_container!.Hostname}:{_container.GetMappedPublicPort(Smtp)}";

    internal Uri Mailbox => new($"http://{_container!.Hostname}:{_container.GetMappedPublicPort(Web)}/");

    public async ValueTask InitializeAsync()
    {
        if (!Broker.IsPossible) return;
        _container = new ContainerBuilder("axllent/mailpit")
            .WithPortBinding(Smtp, true)
            .WithPortBinding(Web, true)
            .WithEnvironment("MP_SMTP_AUTH_ACCEPT_ANY", "true")
            .WithEnvironment("MP_SMTP_AUTH_ALLOW_INSECURE", "true")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Web).ForPath("/api/v1/messages")))
            .Build();
        await _container.StartAsync();
    }

    public ValueTask DisposeAsync() => _container?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class MailServerTests(MailServer server) : IClassFixture<MailServer>
{
    [Fact]
    public async Task A_mail_arrives_with_its_headers_parts_and_recipients()
    {
        IReceiver receiver = One("to: 'Jörg <a@example.org>, b@exämple.org', auth_password: hunter2, text: 'plain {{ .Status }}', headers: {subject: 'Über {{ .GroupLabels.alertname }}', Reply-To: team@example.org}, threading: {enabled: true, thread_by_date: none}");
        for (int i = 0; i < 2; i++)
        {
            DeliveryResult result = await ReceiverBench.SendAsync(receiver);
            Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        }
        JsonElement[] mails = await FindAsync("subject:\"Über Down\"");
        Assert.Equal(2, mails.Length);
        using JsonDocument whole = JsonDocument.Parse(await ReadAsync($"api/v1/message/{mails[0].GetProperty("ID").GetString()}"));
        JsonElement mail = whole.RootElement;
        Assert.Equal("plain firing", mail.GetProperty("Text").GetString()!.Trim());
        Assert.Contains("1 alert", mail.GetProperty("HTML").GetString());
        Assert.Equal(["Jörg", ""], mail.GetProperty("To").EnumerateArray().Select(one => one.GetProperty("Name").GetString()));
        Assert.Equal("team@example.org", mail.GetProperty("ReplyTo")[0].GetProperty("Address").GetString());
        string headers = await ReadAsync($"api/v1/message/{mails[0].GetProperty("ID").GetString()}/headers");
        Assert.Contains("alert-af94c9e8f6a30436-@alertmanager", headers);
    }

    [Fact]
    public async Task Many_mails_at_once_all_arrive()
    {
        string subject = "many-" + Guid.NewGuid().ToString("n");
        IReceiver receiver = One($"to: a@example.org, auth_password: hunter2, headers: {{subject: '{subject}'}}");
        DeliveryResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReceiverBench.SendAsync(receiver)));
        Assert.All(results, result => Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail));
        Assert.Equal(20, (await FindAsync("subject:" + subject)).Length);
    }

    private IReceiver One(string keys)
    {
        Assert.SkipUnless(Broker.IsPossible, "Docker is not available: a real mail server is needed.");
        return ReceiverBench.One($"email_configs: [{{from: from@example.org, smarthost: '{server.Smarthost}', auth_username: user, require_tls: false, {keys}}}]");
    }

    private async Task<JsonElement[]> FindAsync(string query)
    {
        using JsonDocument found = JsonDocument.Parse(await ReadAsync("api/v1/search?query=" + Uri.EscapeDataString(query)));
        return [.. found.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.Clone())];
    }

    private async Task<string> ReadAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = server.Mailbox };
        return await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }
}
