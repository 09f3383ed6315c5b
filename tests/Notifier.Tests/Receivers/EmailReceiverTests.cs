using MimeKit;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class EmailReceiverTests
{
    [Fact]
    public async Task A_mail_has_its_headers_and_both_parts()
    {
        await using var server = new SmtpCatcher();
        DeliveryResult result = await SendAsync(server, "require_tls: false, hello: me.example.org, to: 'a@example.org, B <b@example.org>', headers: {subject: 'Über {{ .GroupLabels.alertname }}', X-Team: t}, text: 'T {{ .Status }}', html: '<b>{{ (index .Alerts 0).Annotations.summary }}</b>'");
        Assert.Equal((DeliveryOutcome.Delivered, ""), (result.Outcome, result.Outcome == DeliveryOutcome.Delivered ? "" : result.Detail));
        Assert.Equal("EHLO me.example.org", server.Commands[0]);
        Assert.Contains(server.Commands, command => command.StartsWith("MAIL FROM:<from@example.org>", StringComparison.Ordinal));
        Assert.Equal(2, server.Commands.Count(command => command.StartsWith("RCPT TO", StringComparison.Ordinal)));
        MimeMessage mail = await ReadAsync(server);
        Assert.Equal(("Über Down", "t"), (mail.Subject, mail.Headers["X-Team"]));
        Assert.Contains("=?utf-8?", server.Mail, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("^[0-9]+\\.[0-9]+@", mail.MessageId);
        var parts = Assert.IsType<MultipartAlternative>(mail.Body);
        Assert.Equal(["text/plain", "text/html"], parts.Select(part => part.ContentType.MimeType));
        Assert.Equal("T firing", ((TextPart)parts[0]).Text.Trim());
        Assert.Equal("<b>web1 is &lt;down&gt;</b>", ((TextPart)parts[1]).Text.Trim());
    }

    [Fact]
    public async Task Starttls_is_used_and_the_certificate_checked_against_the_name_that_was_asked_for()
    {
        string ca = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(ca, SmtpCatcher.Pem, TestContext.Current.CancellationToken);
            await using var server = new SmtpCatcher { StartTls = true };
            Assert.Equal(DeliveryOutcome.Delivered, (await SendAsync(server, $"to: a@example.org, tls_config: {{ca_file: '{ca}', server_name: mail.example.org}}")).Outcome);
            Assert.Contains("STARTTLS", server.Commands);
            await using var other = new SmtpCatcher { StartTls = true };
            Assert.Equal(DeliveryOutcome.Retry, (await SendAsync(other, $"to: a@example.org, tls_config: {{ca_file: '{ca}', server_name: other.example.org}}")).Outcome);
            Assert.Empty(other.Mail);
        }
        finally
        {
            File.Delete(ca);
        }
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused()
    {
        await using var server = new SmtpCatcher { StartTls = true };
        Assert.Equal(DeliveryOutcome.Retry, (await SendAsync(server, "to: a@example.org")).Outcome);
        Assert.Empty(server.Mail);
    }

    [Fact]
    public async Task Without_starttls_nothing_is_sent_when_tls_is_required()
    {
        await using var server = new SmtpCatcher();
        DeliveryResult result = await SendAsync(server, "to: a@example.org");
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains("does not advertise the STARTTLS extension", result.Detail);
    }

    [Fact]
    public async Task Implicit_tls_can_be_forced()
    {
        await using var server = new SmtpCatcher { ImplicitTls = true };
        DeliveryResult result = await SendAsync(server, "to: a@example.org, force_implicit_tls: true, tls_config: {insecure_skip_verify: true}");
        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
    }

    [Theory]
    [InlineData("PLAIN LOGIN", "auth_password: pass", "AUTH PLAIN")]
    [InlineData("LOGIN", "auth_password: pass", "AUTH LOGIN")]
    [InlineData("PLAIN CRAM-MD5", "auth_secret: secret", "AUTH CRAM-MD5")]
    public async Task The_first_usable_way_to_log_in_is_taken(string offered, string keys, string command)
    {
        await using var server = new SmtpCatcher { StartTls = true, Mechanisms = offered };
        DeliveryResult result = await SendAsync(server, $"to: a@example.org, auth_username: user, {keys}, tls_config: {{insecure_skip_verify: true}}");
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        Assert.Contains(server.Commands, heard => heard.StartsWith(command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        await using var server = new SmtpCatcher { StartTls = true, Mechanisms = "PLAIN" };
        DeliveryResult result = await SendAsync(server, "to: a@example.org, auth_username: user, auth_password: hunter2, tls_config: {insecure_skip_verify: true}");
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.DoesNotContain("hunter2", result.Detail);
    }

    [Fact]
    public async Task No_user_name_sends_without_logging_in_though_the_server_offers_it()
    {
        await using var server = new SmtpCatcher { Mechanisms = "PLAIN" };
        Assert.Equal(DeliveryOutcome.Delivered, (await SendAsync(server, "to: a@example.org, require_tls: false")).Outcome);
    }

    [Fact]
    public async Task A_refused_recipient_is_tried_again()
    {
        await using var server = new SmtpCatcher { RecipientReply = "550 no such user" };
        DeliveryResult result = await SendAsync(server, "to: a@example.org, require_tls: false");
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains("no such user", result.Detail);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", "true", DeliveryOutcome.Rejected, "check the address in to and from")]
    [InlineData("452 4.2.2 mailbox full", "true", DeliveryOutcome.Retry, "try again later")]
    [InlineData("554 5.7.1 spam", "false", DeliveryOutcome.Retry, "look like spam")]
    public async Task Permanent_refusals_are_final_where_that_is_asked_for(string reply, string final, DeliveryOutcome outcome, string told)
    {
        await using var server = new SmtpCatcher { RecipientReply = reply };
        DeliveryResult result = await SendAsync(server, $"to: a@example.org, require_tls: false, reject_permanent_errors: {final}");
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(told, result.Detail);
        Assert.Contains("a@example.org", result.Detail);
    }

    [Fact]
    public async Task One_conversation_serves_many_mails()
    {
        await using var server = new SmtpCatcher();
        IReceiver receiver = ReceiverBench.One(Entry(server.Port, "to: a@example.org, require_tls: false"));
        for (int i = 0; i < 3; i++) Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_server_that_left_in_between_costs_no_mail()
    {
        await using var server = new SmtpCatcher { LeavesAfter = 1 };
        IReceiver receiver = ReceiverBench.One(Entry(server.Port, "to: a@example.org, require_tls: false"));
        for (int i = 0; i < 3; i++) Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task An_access_token_takes_the_place_of_a_password()
    {
        await using HttpCatcher issuer = await HttpCatcher.StartAsync();
        issuer.Answer = HttpCatcher.Json(200, "{\"access_token\":\"token1\",\"expires_in\":3600}");
        await using var server = new SmtpCatcher { StartTls = true, Mechanisms = "PLAIN XOAUTH2" };
        string keys = $"to: a@example.org, auth_username: user, auth_oauth2: {{client_id: c, client_secret: s, token_url: '{issuer.Url}/t', scopes: [mail]}}, tls_config: {{insecure_skip_verify: true}}";
        DeliveryResult result = await SendAsync(server, keys);
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        Assert.Contains(server.Commands, heard => heard.StartsWith("AUTH XOAUTH2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_domain_in_other_letters_goes_out_in_ascii()
    {
        await using var server = new SmtpCatcher();
        DeliveryResult result = await SendAsync(server, "to: 'Jörg <joerg@exämple.org>', require_tls: false");
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        Assert.Contains("RCPT TO:<joerg@xn--exmple-cua.org>", server.Commands);
        MimeMessage mail = await ReadAsync(server);
        Assert.Equal("Jörg", mail.To.Mailboxes.Single().Name);
        Assert.True(System.Text.Ascii.IsValid(server.Mail));
    }

    [Theory]
    [InlineData(true, DeliveryOutcome.Delivered)]
    [InlineData(false, DeliveryOutcome.Rejected)]
    public async Task A_mailbox_in_other_letters_needs_a_server_that_knows_them(bool international, DeliveryOutcome outcome)
    {
        await using var server = new SmtpCatcher { International = international };
        DeliveryResult result = await SendAsync(server, "to: 'jörg@example.org', require_tls: false");
        Assert.Equal(outcome, result.Outcome);
        if (international) Assert.Contains(server.Commands, command => command.Contains("jörg@example.org", StringComparison.Ordinal));
        else Assert.Contains("SMTPUTF8", result.Detail);
    }

    [Theory]
    [InlineData("to: 'not an address'")]
    [InlineData("to: a@example.org, from: 'x@example.org, y@example.org'")]
    [InlineData("to: a@example.org, text: '{{ .Nope }}'")]
    public void What_cannot_be_addressed_or_rendered_is_final(string keys)
    {
        RenderOutcome outcome = ReceiverBench.One(Entry(25, keys)).Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken);
        Assert.NotNull(outcome.Error);
    }

    [Theory]
    [InlineData("none", "<alert-af94c9e8f6a30436-@alertmanager>")]
    [InlineData("daily", "<alert-af94c9e8f6a30436-2026-07-01@alertmanager>")]
    public async Task The_mails_of_a_group_are_one_thread(string by, string id)
    {
        await using var server = new SmtpCatcher();
        await SendAsync(server, $"to: a@example.org, require_tls: false, threading: {{enabled: true, thread_by_date: {by}}}");
        MimeMessage mail = await ReadAsync(server);
        Assert.Equal((id, id), (mail.Headers["References"], mail.Headers["In-Reply-To"]));
    }

    [Fact]
    public async Task The_layouts_of_our_own_go_out_as_both_parts()
    {
        await using var server = new SmtpCatcher();
        DeliveryResult result = await SendAsync(server, "to: a@example.org, require_tls: false, html: '{{ template \"tocsin.email.html.scriban\" . }}', text: '{{ template \"tocsin.email.text.scriban\" . }}'");
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        MimeMessage mail = await ReadAsync(server);
        Assert.Contains("web1 is <down>", mail.TextBody);
        Assert.Contains("web1 is &lt;down&gt;", mail.HtmlBody);
        Assert.Contains("prefers-color-scheme", mail.HtmlBody);
    }

    [Fact]
    public async Task A_line_break_in_a_header_begins_no_other_header()
    {
        await using var server = new SmtpCatcher();
        await SendAsync(server, "to: a@example.org, require_tls: false, headers: {subject: \"x\\r\\nBcc: evil@example.org\"}");
        Assert.Null((await ReadAsync(server)).Headers["Bcc"]);
    }

    private static string Entry(int port, string keys) => $"email_configs: [{{{(keys.Contains("from:", StringComparison.Ordinal) ? "" : "from: from@example.org, ")}smarthost: '127.0.0.1:{port}', {keys}}}]";

    private static Task<DeliveryResult> SendAsync(SmtpCatcher server, string keys) => ReceiverBench.SendAsync(ReceiverBench.One(Entry(server.Port, keys)));

    private static async Task<MimeMessage> ReadAsync(SmtpCatcher server)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(server.Mail));
        return await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
    }
}
