using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabeling;
using Tocsin.Model.Time;

namespace Tocsin.Ingest.Discovery;

/// <summary>Turns discovered addresses into targets: labels of the group, defaults of the job, relabelling, checks, in upstream's order.</summary>
internal sealed class TargetBuilder
{
    private readonly ScrapeConfig _job;
    private readonly Relabeler _relabeler;

    public TargetBuilder(ScrapeConfig job)
    {
        _job = job;
        _relabeler = new Relabeler(job.RelabelRules);
    }

    public IEnumerable<BuiltTarget> Build(TargetGroup group)
    {
        foreach (string address in group.Addresses) yield return Build(address, group.Labels);
    }

    private BuiltTarget Build(string address, LabelSet groupLabels)
    {
        var labels = new LabelSetBuilder(groupLabels);
        labels.Set("__address__"u8, Encoding.UTF8.GetBytes(address));
        AddDefaults(labels);
        LabelSet discovered = labels.Build();
        if (!_relabeler.Apply(labels)) return new BuiltTarget(discovered, null, "");
        string error = Check(labels, out TimeSpan interval, out TimeSpan timeout);
        if (error.Length > 0) return new BuiltTarget(discovered, null, error);
        if (!Uri.TryCreate(Address(labels), UriKind.Absolute, out Uri? url)) return new BuiltTarget(discovered, null, $"\"{labels.Get("__address__")}\" is not a valid address");
        if (labels.Get("instance"u8).IsEmpty) labels.Set("instance"u8, labels.Get("__address__"u8).ToArray());
        foreach (byte[] name in labels.Names())
            if (name.AsSpan().StartsWith("__"u8))
                labels.Delete(name);
        return new BuiltTarget(discovered, new Target(discovered, labels.Build(), url, interval, timeout), "");
    }

    private void AddDefaults(LabelSetBuilder labels)
    {
        Default(labels, LabelNames.Job, _job.JobName);
        Default(labels, "__scrape_interval__", PromDuration.Format(_job.Scrape.Interval));
        Default(labels, "__scrape_timeout__", PromDuration.Format(_job.Scrape.Timeout));
        Default(labels, "__metrics_path__", _job.MetricsPath);
        Default(labels, "__scheme__", _job.Scheme);
        foreach ((string name, IReadOnlyList<string> values) in _job.Params)
            if (values.Count > 0)
                Default(labels, "__param_" + name, values[0]);
    }

    private static void Default(LabelSetBuilder labels, string name, string value)
    {
        if (labels.Get(name).Length == 0) labels.Set(name, value);
    }

    private static string Check(LabelSetBuilder labels, out TimeSpan interval, out TimeSpan timeout)
    {
        interval = timeout = default;
        string address = labels.Get("__address__");
        if (address.Length == 0) return "no address";
        if (address.Contains('/', StringComparison.Ordinal)) return $"\"{address}\" is not a valid hostname";
        string intervalText = labels.Get("__scrape_interval__"), timeoutText = labels.Get("__scrape_timeout__");
        if (!PromDuration.TryParse(intervalText, out interval)) return $"error parsing scrape interval: not a valid duration string: \"{intervalText}\"";
        if (interval == TimeSpan.Zero) return "scrape interval cannot be 0";
        if (!PromDuration.TryParse(timeoutText, out timeout)) return $"error parsing scrape timeout: not a valid duration string: \"{timeoutText}\"";
        if (timeout == TimeSpan.Zero) return "scrape timeout cannot be 0";
        if (timeout > interval) return $"scrape timeout cannot be greater than scrape interval (\"{timeoutText}\" > \"{intervalText}\")";
        return "";
    }

    private string Address(LabelSetBuilder labels)
    {
        string path = labels.Get("__metrics_path__");
        if (!path.StartsWith('/')) path = "/" + path;
        var url = new StringBuilder(labels.Get("__scheme__")).Append("://").Append(labels.Get("__address__"));
        url.Append(path.Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal));
        char separator = '?';
        foreach ((string name, List<string> values) in Parameters(labels))
        {
            foreach (string value in values)
            {
                url.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }
        return url.ToString();
    }

    // A __param_ label replaces the first value of its parameter; the others stay as the configuration has them.
    private SortedDictionary<string, List<string>> Parameters(LabelSetBuilder labels)
    {
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> values) in _job.Params) all[name] = [.. values];
        foreach (byte[] nameUtf8 in labels.Names())
        {
            if (!nameUtf8.AsSpan().StartsWith("__param_"u8)) continue;
            string name = Encoding.UTF8.GetString(nameUtf8)["__param_".Length..];
            string value = Encoding.UTF8.GetString(labels.Get(nameUtf8));
            if (all.TryGetValue(name, out List<string>? values) && values.Count > 0) values[0] = value;
            else all[name] = [value];
        }
        return all;
    }
}
