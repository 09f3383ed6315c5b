using System.CommandLine;
using System.Globalization;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Contracts.Configuration.Rules;
using Tocsin.PromQL;
using Tocsin.Templating.Rules;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin check</c>: says of files what a reload would say. Exit code 0 when all are right, 1 when one is not.</summary>
internal static class CheckCommand
{
    private static readonly RuleChecks Checks = new(expr => QueryEngine.Parse(expr).Error?.ToString(), (alert, text) => RuleTemplate.Check(text, alert));

    public static Command Create()
    {
        var strict = new Option<bool>("--config.strict") { Description = "Refuse exactly what upstream refuses.", Recursive = true };
        var command = new Command("check", "Check configuration files without running them.") { strict };
        command.Subcommands.Add(Files("config", "Check a prometheus.yml and the rule files that it names.", strict, CheckPrometheus));
        command.Subcommands.Add(Files("rules", "Check rule files.", strict, CheckRules));
        command.Subcommands.Add(Files("alertmanager", "Check an alertmanager.yml.", strict, CheckAlertmanager));
        return command;
    }

    private static Command Files(string name, string help, Option<bool> strict, Func<string, bool, ConfigProblems, string?> check)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, help) { files };
        command.SetAction(result =>
        {
            bool ok = true;
            foreach (string file in result.GetValue(files)!) ok &= Say(file, result.GetValue(strict), check, result.InvocationConfiguration);
            return ok ? 0 : 1;
        });
        return command;
    }

    private static bool Say(string file, bool strict, Func<string, bool, ConfigProblems, string?> check, InvocationConfiguration console)
    {
        var problems = new ConfigProblems();
        string? found = check(file, strict, problems);
        console.Output.WriteLine($"Checking {file}");
        foreach (ConfigProblem warning in problems.Warnings) console.Output.WriteLine("  WARNING: " + warning);
        foreach (ConfigProblem error in problems.Errors) console.Error.WriteLine("  FAILED: " + error);
        if (found is not null && !problems.HasErrors) console.Output.WriteLine("  SUCCESS: " + found);
        return found is not null && !problems.HasErrors;
    }

    private static string? CheckPrometheus(string file, bool strict, ConfigProblems problems)
    {
        PrometheusConfig? config = PrometheusConfigLoader.Load(file, new PrometheusLoadOptions { Strict = strict }, problems);
        if (config is null) return null;
        string[] rules = [.. config.RuleFiles.SelectMany(FileGlob.Expand).Distinct(StringComparer.Ordinal)];
        foreach (string path in rules) CheckRules(path, strict, problems);
        return string.Create(CultureInfo.InvariantCulture, $"{config.ScrapeConfigs.Count} scrape configs, {rules.Length} rule files found");
    }

    private static string? CheckRules(string file, bool strict, ConfigProblems problems) =>
        new RuleFileReader(Checks, strict).Read(file, problems) is { } rules
            ? string.Create(CultureInfo.InvariantCulture, $"{rules.Groups.Sum(group => group.Rules.Count)} rules found")
            : null;

    private static string? CheckAlertmanager(string file, bool strict, ConfigProblems problems) =>
        AlertmanagerConfigLoader.Load(file, new AlertmanagerConfigOptions { Strict = strict }, problems) is { } config
            ? string.Create(CultureInfo.InvariantCulture, $"{config.Receivers.Count} receivers, {config.InhibitRules.Count} inhibit rules, {config.Templates.Count} templates")
            : null;
}
