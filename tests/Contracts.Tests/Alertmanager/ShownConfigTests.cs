using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Contracts.Tests.Alertmanager;

/// <summary>What the status shows; line by line beside the real one in <c>Notifier.Tests: ShownConfigComparisonTests</c>.</summary>
public sealed class ShownConfigTests
{
    [Fact]
    public void What_is_not_written_is_shown_with_what_is_in_force()
    {
        string shown = Shown("""
            route: {receiver: hook}
            receivers: [{name: hook, webhook_configs: [{url: 'http://127.0.0.1:1/x'}]}]
            """);
        Assert.Contains("  resolve_timeout: 5m\n", shown, StringComparison.Ordinal);
        Assert.Contains("receivers:\n- name: hook\n  labels:\n    name: hook\n  webhook_configs:\n  - send_resolved: true\n    http_config:\n      follow_redirects: true\n", shown, StringComparison.Ordinal);
        Assert.Contains("    url: <secret>\n    url_file: \"\"\n    max_alerts: 0\n    timeout: 0s\n", shown, StringComparison.Ordinal);
        Assert.EndsWith("templates: []\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_receiver_takes_from_global_is_shown_with_it_and_a_file_takes_the_place_of_its_value()
    {
        string shown = Shown("""
            global: {wechat_api_secret: abc, wechat_api_corp_id: corp, http_config: {follow_redirects: false}}
            route: {receiver: a}
            receivers: [{name: a, wechat_configs: [{}, {api_secret_file: /s}]}]
            """);
        string[] parts = shown.Split("  - send_resolved");
        Assert.Contains("follow_redirects: false\n", parts[1], StringComparison.Ordinal);
        Assert.Contains("    api_secret: <secret>\n    corp_id: corp\n", parts[1], StringComparison.Ordinal);
        Assert.Contains("    api_secret_file: /s\n    corp_id: corp\n", parts[2], StringComparison.Ordinal);
        Assert.DoesNotContain("api_secret:", parts[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Values_have_one_form()
    {
        string shown = Shown("""
            route:
              receiver: a
              group_wait: 90s
              routes: [{matchers: ['z="1"', 'a=~"b|c"']}]
            receivers: [{name: a, pushover_configs: [{user_key: k, token: t, expire: 90m}]}]
            time_intervals: [{name: n, time_intervals: [{months: ['March:may', 'june:june'], weekdays: ['Monday:friday']}]}]
            """);
        Assert.Contains("group_wait: 1m30s\n", shown, StringComparison.Ordinal);
        Assert.Contains("    - a=~\"b|c\"\n    - z=\"1\"\n", shown, StringComparison.Ordinal);
        Assert.Contains("expire: 1h30m0s\n", shown, StringComparison.Ordinal);
        Assert.Contains("weekdays: ['monday:friday']\n    months: [\"3:5\", \"6\"]\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_shown_wherever_it_stands()
    {
        string shown = Shown("""
            global:
              slack_app_token: hunter2
              smtp_auth_password: hunter2
              http_config: {proxy_url: 'http://u:hunter2@p:1', http_headers: {X: {secrets: [hunter2]}}}
            route: {receiver: a}
            receivers:
            - name: a
              slack_configs: [{channel: c, http_config: {bearer_token: hunter2}}, {channel: d}]
              email_configs: [{to: a@b, from: c@d, smarthost: 'h:25', auth_password: hunter2, headers: {Token: seen}}]
              incidentio_configs: [{url: 'http://x/hunter2', alert_source_token: hunter2}]
              sns_configs: [{topic_arn: t, sigv4: {access_key: a, secret_key: hunter2}}]
              amqp_configs: [{url: 'amqp://u:hunter2@b', exchange: e}]
            """);
        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.Contains("Token: seen", shown, StringComparison.Ordinal);
    }

    private static string Shown(string yaml)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse("am.yml", yaml, AlertmanagerConfigOptions.Default, problems);
        Assert.True(config is not null, string.Join('\n', problems.Errors));
        return config.Original;
    }
}
