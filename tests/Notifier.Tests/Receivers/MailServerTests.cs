using System.Text;
using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A real mail server that wants TLS and a log-in, and whose mailbox can be read.</summary>
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
            .WithResourceMapping(Encoding.UTF8.GetBytes(SmtpCatcher.Pem), "/tls/cert.pem")
            .WithResourceMapping(Encoding.UTF8.GetBytes(SmtpCatcher.KeyPem), "/tls/key.pem")
            .WithEnvironment("MP_SMTP_TLS_CERT", "/tls/cert.pem")
            .WithEnvironment("MP_SMTP_TLS_KEY", "/tls/key.pem")
            .WithEnvironment("MP_SMTP_REQUIRE_STARTTLS", "true")
            .WithEnvironment("MP_SMTP_AUTH", "user:hunter2")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Web).ForPath("/api/v1/messages")))
            .Build();
        await _container.StartAsync();
    }

    public ValueTask DisposeAsync() => _container?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class MailServerTests(MailServer server) : IClassFixture<MailServer>
{
    private const string Tls = "tls_config: {insecure_skip_verify: true}";

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
    public async Task A_wrong_password_is_told_without_the_password()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(One("to: a@example.org, auth_password: hunter3"));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains("check auth_username", result.Detail);
        Assert.DoesNotContain("hunter3", result.Detail);
    }

    [Fact]
    public async Task A_server_that_wants_tls_is_not_talked_to_in_clear()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(One("to: a@example.org, require_tls: false, auth_password: hunter2"));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
    }

    private IReceiver One(string keys)
    {
        Assert.SkipUnless(Broker.IsPossible, "Docker is not available: a real mail server is needed.");
        return ReceiverBench.One($"email_configs: [{{from: from@example.org, smarthost: '{server.Smarthost}', auth_username: user, {Tls}, {keys}}}]");
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
