using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class WebhookReceiverTests
{
    [Fact]
    public async Task The_alerts_over_the_limit_are_counted_and_left_out_of_status_and_common_labels()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        IReceiver receiver = ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/', max_alerts: 1}}]");
        await ReceiverBench.SendAsync(receiver, ReceiverBench.Notification(ReceiverBench.Alert("a", resolved: true), ReceiverBench.Alert("b")));
        using JsonDocument json = JsonDocument.Parse(Assert.Single(hook.Requests).Body);
        JsonElement root = json.RootElement;
        Assert.Equal(("resolved", 1, 1), (root.GetProperty("status").GetString(), root.GetProperty("truncatedAlerts").GetInt32(), root.GetProperty("alerts").GetArrayLength()));
        Assert.Equal("a", root.GetProperty("commonLabels").GetProperty("instance").GetString());
    }

    [Fact]
    public async Task Times_are_written_as_go_writes_them_and_a_firing_alert_has_no_end()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        await ReceiverBench.SendAsync(ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/'}}]"));
        string body = Assert.Single(hook.Requests).Body;
        Assert.Contains("\"startsAt\":\"2026-07-01T11:55:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\"", body);
        Assert.Contains("web1 is \\u003cdown\\u003e", body);
        Assert.EndsWith("}\n", body);
    }

    [Fact]
    public async Task The_url_may_be_a_template_and_headers_come_from_http_config()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        IReceiver receiver = ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/{{{{ .GroupLabels.alertname }}}}', "
            + "http_config: {basic_auth: {username: u, password: p}, http_headers: {X-Team: {values: [a]}}}}]");
        Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Caught request = Assert.Single(hook.Requests);
        Assert.Equal(("/Down", "Basic dTpw", "a"), (request.Path, request.Headers["Authorization"], request.Headers["X-Team"]));
    }

    [Fact]
    public async Task An_empty_url_is_final()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One("webhook_configs: [{url: '{{ .GroupLabels.nope }}'}]"));
        Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
    }

    [Fact]
    public async Task A_custom_payload_is_rendered_leaf_by_leaf_and_yaml_becomes_structure()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        IReceiver receiver = ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/', payload: {{'{{{{ .Status }}}}': '{{{{ len .Alerts }}}}', list: [1, '{{{{ .Receiver }}}}', '[a, {{b: \"{{{{ .Status }}}}\"}}]']}}}}]");
        await ReceiverBench.SendAsync(receiver);
        Assert.Equal("{\"firing\":1,\"list\":[1,\"a\",[\"a\",{\"b\":\"firing\"}]]}\n", Assert.Single(hook.Requests).Body);
    }

    [Fact]
    public async Task A_hanging_server_is_left_after_the_timeout()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        hook.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/', timeout: 50ms}}]"));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.ContextDeadlineExceeded), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using HttpCatcher hook = await HttpCatcher.StartAsync();
        hook.Answer = async http =>
        {
            http.Response.StatusCode = 500;
            byte[] chunk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"webhook_configs: [{{url: '{hook.Url}/'}}]"));
        Assert.Equal((DeliveryOutcome.Retry, FailureReason.ServerError), (result.Outcome, result.Reason));
        Assert.True(result.Detail.Length < 1000);
    }

    [Fact]
    public async Task The_inbox_takes_everything()
    {
        IReceiver inbox = ReceiverBench.One("inbox_configs: [{}]");
        RenderedMessage message = inbox.Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken).Message!;
        Assert.Equal("[FIRING:1] Down (web1)", message.Title);
        Assert.Contains("web1 is <down>", message.Parts.Single(part => part.Name == "text").Text);
        Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(inbox)).Outcome);
    }

    [Fact]
    public void A_missing_certificate_is_a_problem_of_the_configuration()
    {
        ConfigProblems problems = ReceiverBench.Build("route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'http://x/', http_config: {tls_config: {ca_file: /nowhere/ca.pem}}}]}]\n").Problems;
        Assert.Contains("webhook_configs[0]", Assert.Single(problems.Errors).ToString());
    }

    [Theory]
    [InlineData("{{", ":1: unclosed action")]
    [InlineData("http://x/{{", ":1: unclosed action")]
    [InlineData("http://x/{{ nope }}", ":1: function \"nope\" not defined")]
    public void A_url_that_is_no_template_is_a_problem_of_the_configuration(string url, string said)
    {
        ConfigProblems problems = ReceiverBench.Build($"route: {{receiver: a}}\nreceivers: [{{name: a, webhook_configs: [{{url: '{url}'}}]}}]\n").Problems;
        Assert.Contains("invalid template syntax: template: " + said, Assert.Single(problems.Errors).Message);
    }

    [Fact]
    public void The_url_of_a_receiver_that_no_route_names_is_looked_at_too()
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig config = AlertmanagerConfigLoader.Parse(
            "am.yml", "route: {receiver: a}\nreceivers: [{name: a}, {name: b, webhook_configs: [{url: '{{'}]}]\n", AlertmanagerConfigOptions.Default, problems)!;
        Assert.Empty(new ReceiverFactory(TimeProvider.System, new Uri("http://am.example")).Build(config, new HashSet<string> { "a" }, problems).Receivers);
        Assert.Contains("unclosed action", Assert.Single(problems.Errors).Message);
    }

    [Theory]
    [InlineData("{{ .X }}")]
    [InlineData("http://x/{{ (index .Alerts 0).Labels.a }}")]
    public void A_url_that_is_a_template_is_none_whatever_it_says_without_alerts(string url) =>
        Assert.Empty(ReceiverBench.Build($"route: {{receiver: a}}\nreceivers: [{{name: a, webhook_configs: [{{url: '{url}'}}]}}]\n").Problems.Errors);
}
