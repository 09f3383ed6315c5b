namespace Tocsin.Scenarios.Installations;

/// <summary>A minimal pair of configuration files: no targets, one receiver, the inbox.</summary>
internal static class SmallConfig
{
    public static LabFiles Write(string folder)
    {
        string config = Path.Combine(folder, "config");
        Directory.CreateDirectory(config);
        var files = new LabFiles(config);
        File.WriteAllText(files.Prometheus, "global:\n  evaluation_interval: 1s\n");
        File.WriteAllText(files.Alertmanager, """
            route:
              receiver: inbox
              group_by: [alertname]
              group_wait: 1s
              group_interval: 2s
            receivers:
              - name: inbox
                inbox_configs:
                  - send_resolved: true
            """);
        return files;
    }
}
