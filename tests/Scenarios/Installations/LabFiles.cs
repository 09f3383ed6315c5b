namespace Tocsin.Scenarios.Installations;

/// <summary>
/// The files of the labs in a folder of their own, with only what a test must change: hosts, waiting times, the receiver that the lab's file names but
/// does not define, and send_resolved, which Slack and email leave off by default.
/// </summary>
internal sealed record LabFiles(string Folder)
{
    public string Prometheus => Path.Combine(Folder, "prometheus.yml");

    public string Alertmanager => Path.Combine(Folder, "alertmanager.yml");

    public static LabFiles Write(string folder, LabHosts hosts)
    {
        Directory.CreateDirectory(folder);
        string rules = Read("alert_rules.yml").Replace("for: 5m", "for: 2s", StringComparison.Ordinal);
        string prometheus = Read("prometheus.yml")
            .Replace("scrape_interval: 15s", "scrape_interval: 1s", StringComparison.Ordinal)
            .Replace("evaluation_interval: 15s", "evaluation_interval: 1s", StringComparison.Ordinal)
            .Replace("scrape_interval: 5s", "scrape_interval: 1s", StringComparison.Ordinal)
            .Replace("alertmanager:9093", hosts.Alertmanager, StringComparison.Ordinal)
            .Replace("localhost:9090", hosts.Self, StringComparison.Ordinal)
            .Replace("localhost:8080", hosts.Self, StringComparison.Ordinal)
            .Replace("localhost:9100", hosts.NodeExporter, StringComparison.Ordinal)
            .Replace("- \"alert_rules.yml\"", "- \"alert_rules.yml\"\n  - \"recording_rules.yml\"\n  - \"advanced_alerts.yml\"", StringComparison.Ordinal);
        string alertmanager = Read("alertmanager.yml")
            .Replace("smtp_smarthost: 'smtp.company.com:587'", $"smtp_smarthost: '{hosts.Smarthost}'\n  smtp_require_tls: false", StringComparison.Ordinal)
            .Replace("https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK", hosts.Slack, StringComparison.Ordinal)
            .Replace("oncall@company.com", hosts.Mailbox, StringComparison.Ordinal)
            .Replace("group_wait: 10s", "group_wait: 1s", StringComparison.Ordinal)
            .Replace("group_wait: 5s", "group_wait: 1s", StringComparison.Ordinal)
            .Replace("group_interval: 5m", "group_interval: 3s", StringComparison.Ordinal)
            .Replace("- channel: '#critical-alerts'", "- channel: '#critical-alerts'\n    send_resolved: true", StringComparison.Ordinal)
            .Replace($"- to: '{hosts.Mailbox}'", $"- to: '{hosts.Mailbox}'\n    send_resolved: true", StringComparison.Ordinal)
            .Replace("inhibit_rules:", "- name: 'application-team'\n\ninhibit_rules:", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "alert_rules.yml"), rules);
        File.WriteAllText(Path.Combine(folder, "recording_rules.yml"), Read("recording_rules.yml"));
        File.WriteAllText(Path.Combine(folder, "advanced_alerts.yml"), Read("advanced_alerts.yml"));
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), prometheus);
        File.WriteAllText(Path.Combine(folder, "alertmanager.yml"), alertmanager);
        return new LabFiles(folder);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Labs", file));
}

/// <summary>What stands in for the hosts that the labs name.</summary>
internal sealed record LabHosts(string Self, string NodeExporter, string Alertmanager, string Slack, string Smarthost, string Mailbox);
