using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Postfix as people run it: it wants TLS and a log-in, and refuses in its own words. <c>postfix.sh</c> makes one.</summary>
public sealed class PostfixTests
{
    private static readonly string[] Addresses = (Environment.GetEnvironmentVariable("TOCSIN_POSTFIX") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [InlineData(0, "auth_password: hunter2")]
    [InlineData(0, "auth_secret: hunter2")]
    [InlineData(0, "auth_password: hunter2, auth_secret: hunter2")]
    [InlineData(1, "auth_password: hunter2, force_implicit_tls: true")]
    [InlineData(1, "auth_secret: hunter2, force_implicit_tls: true")]
    public async Task Every_way_in_is_found(int address, string keys)
    {
        IReceiver receiver = One(address, $"to: 'a@example.org, b@example.org', {keys}");
        for (int i = 0; i < 3; i++)
        {
            DeliveryResult result = await ReceiverBench.SendAsync(receiver);
            Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
        }
    }

    [Fact]
    public async Task Mailboxes_in_other_letters_are_taken()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(One(0, "to: 'Jörg <jörg@example.org>', auth_password: hunter2"));
        Assert.True(result.Outcome == DeliveryOutcome.Delivered, result.Detail);
    }

    [Theory]
    [InlineData("auth_password: wrong", DeliveryOutcome.Retry, "check auth_username")]
    [InlineData("", DeliveryOutcome.Retry, "for which there is no password")]
    [InlineData("require_tls: false, auth_password: hunter2", DeliveryOutcome.Retry, "check auth_username and require_tls")]
    [InlineData("require_tls: false, reject_permanent_errors: true", DeliveryOutcome.Rejected, "check auth_username and require_tls")]
    [InlineData("auth_password: hunter2, to: a@elsewhere.example, headers: {To: x}", DeliveryOutcome.Delivered, "taken by")]
    public async Task Refusals_say_what_to_do(string keys, DeliveryOutcome outcome, string told)
    {
        string to = keys.Contains("to:", StringComparison.Ordinal) ? "" : "to: a@example.org";
        DeliveryResult result = await ReceiverBench.SendAsync(One(0, string.Join(", ", new[] { to, keys }.Where(key => key.Length > 0))));
        Assert.True(result.Outcome == outcome, result.Detail);
        Assert.Contains(told, result.Detail);
        Assert.DoesNotContain("hunter2", result.Detail);
    }

    [Fact]
    public async Task The_name_in_the_certificate_is_checked()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(One(0, "to: a@example.org, auth_password: hunter2", tls: ""));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains("check the server's certificate", result.Detail);
    }

    private static IReceiver One(int address, string keys, string tls = ", tls_config: {insecure_skip_verify: true}")
    {
        Assert.SkipWhen(Addresses.Length < 2, "needs TOCSIN_POSTFIX: the two addresses of a Postfix made by postfix.sh");
        return ReceiverBench.One($"email_configs: [{{from: from@example.org, smarthost: '{Addresses[address]}', auth_username: user@mail.example.org, {keys}{tls}}}]");
    }
}
