using System.Security.Cryptography;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Contracts.Configuration.Rules;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Alerting.Sending;
using Tocsin.Engine.Endpoints;
using Tocsin.Engine.Querying;
using Tocsin.Engine.Rules;
using Tocsin.PromQL;
using Tocsin.Templating.Rules;

namespace Tocsin.Engine;

/// <summary>
/// Loads prometheus.yml and its rule files for the Engine: reads and checks everything first, then swaps rules, alert settings and the ways out together.
/// </summary>
internal sealed class EngineReload(
    EngineOptions options, RuleManager rules, AlertOutlets outlets, AlertingSettings settings, ConfigStatus status, QueryLog queryLog, TimeProvider clock) : IReloadable
{
    public string Name => "prometheus";

    public ValueTask<PreparedConfig> PrepareAsync(CancellationToken cancel)
    {
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Load(options.ConfigFile, new PrometheusLoadOptions { Strict = options.StrictConfig }, problems);
        List<RuleGroupModel> groups = config is null ? [] : ReadRules(config, problems);
        Func<Task> swapOutlets = () => Task.CompletedTask;
        var alerting = new AlertingModel();
        if (config is not null && !problems.HasErrors)
        {
            alerting = new AlertingModel { ExternalLabels = config.Global.ExternalLabels, Config = config.Alerting };
            swapOutlets = PrepareOutlets(alerting, problems) ?? swapOutlets;
        }
        FileStream? queryLogFile = problems.HasErrors ? null : OpenQueryLog(config!, problems);
        if (problems.HasErrors)
        {
            queryLogFile?.Dispose();
            status.Failed();
        }
        string text = problems.HasErrors ? "" : ConfigText.Redact(File.ReadAllText(options.ConfigFile));
        return ValueTask.FromResult(new PreparedConfig(problems, async stop =>
        {
            settings.Current = alerting;
            queryLog.Use(config!.Global.QueryLogFile, queryLogFile);
            settings.ScrapeSettle = config.Global.Scrape.Interval + config.Global.Scrape.Timeout;
            await swapOutlets().ConfigureAwait(false);
            await rules.ApplyAsync(groups, stop).ConfigureAwait(false);
            status.Succeeded(text, clock.GetUtcNow());
        }));
    }

    private FileStream? OpenQueryLog(PrometheusConfig config, ConfigProblems problems)
    {
        try
        {
            return QueryLog.Open(config.Global.QueryLogFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(new(options.ConfigFile, 0, 0, "global.query_log_file", e.Message, "name a file in a folder that this process may write to"));
            return null;
        }
    }

    private List<RuleGroupModel> ReadRules(PrometheusConfig config, ConfigProblems problems)
    {
        var checks = new RuleChecks(
            expr => QueryEngine.Parse(expr, options.Features).Error?.ToString(),
            (alert, text) => RuleTemplate.Check(text, alert));
        var reader = new RuleFileReader(checks, options.StrictConfig);
        var groups = new List<RuleGroupModel>();
        foreach (string path in config.RuleFiles.SelectMany(FileGlob.Expand).Distinct(StringComparer.Ordinal).Where(path => IsThere(path, problems)))
            if (reader.Read(path, problems) is { } file)
                groups.AddRange(RuleModels.Build(file, config.Global, options.Features));
        return groups;
    }

    // As upstream: a rule file that is not there yet keeps nobody from starting.
    private bool IsThere(string path, ConfigProblems problems)
    {
        if (File.Exists(path)) return true;
        problems.Warn(new(options.ConfigFile, 0, 0, "rule_files", $"{path} is not there", "make it and reload, or take it out"));
        return false;
    }

    private Func<Task>? PrepareOutlets(AlertingModel alerting, ConfigProblems problems)
    {
        foreach (AlertmanagerConfig manager in alerting.Config.Alertmanagers)
        {
            if (manager.Http.OAuth2 is not null) Later(problems, "oauth2");
            if (manager.Discovery.Files.Count > 0) Later(problems, "file_sd_configs");
        }
        try
        {
            return outlets.Prepare(alerting);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or UriFormatException)
        {
            problems.Error(new(options.ConfigFile, 0, 0, "alerting.alertmanagers", e.Message));
            return null;
        }
    }

    private void Later(ConfigProblems problems, string what) => problems.Warn(
        new(options.ConfigFile, 0, 0, "alerting.alertmanagers." + what, $"{what} is not implemented yet for Alertmanagers and ignored", "name them under static_configs"));
}
