using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>How a file is to be taken.</summary>
public sealed record AlertmanagerConfigOptions
{
    public static readonly AlertmanagerConfigOptions Default = new();

    /// <summary>Upstream's verdict exactly: what is misplaced, or ours, is refused.</summary>
    public bool Strict { get; init; }

    /// <summary>How matchers and label names are read.</summary>
    public MatcherSyntax Syntax { get; init; } = MatcherSyntax.Fallback;
}

/// <summary>
/// Reads alertmanager.yml as upstream does: unknown keys, repeated keys and wrong types are errors, all of them reported at once. First each block is
/// read as it is written, then receivers are given what <c>global:</c> has for them, then names are looked up across blocks.
/// </summary>
public static class AlertmanagerConfigLoader
{
    /// <summary>Reads a file. Null exactly when <paramref name="problems"/> has errors.</summary>
    public static AlertmanagerConfig? Load(string path, AlertmanagerConfigOptions options, ConfigProblems problems)
    {
        try
        {
            if (new FileInfo(path).Length <= YamlFile.MaxBytes) return Parse(path, File.ReadAllText(path), options, problems);
            problems.Error(new(path, 0, 0, "", $"file is larger than {YamlFile.MaxBytes / 1024 / 1024} MiB"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(new(path, 0, 0, "", "cannot be read: " + e.Message));
        }
        return null;
    }

    /// <summary>Reads text that came from <paramref name="path"/>; relative paths inside resolve against its directory.</summary>
    public static AlertmanagerConfig? Parse(string path, string text, AlertmanagerConfigOptions options, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        if (YamlFile.Parse(path, text, problems) is not { } root) return null;
        var context = new LoadContext(path, options);
        AlertmanagerConfig? config = Read(root, context, problems);
        if (config is null || problems.Errors.Count > before) return null;
        return config with { Original = ShownConfig.Write(text, context) };
    }

    private static AlertmanagerConfig? Read(YamlMap root, LoadContext context, ConfigProblems problems)
    {
        GlobalConfig global = GlobalReader.Read(root.Take("global") is { IsNull: false } written ? written.AsMap() : null, context);
        RouteConfig? route = root.Take("route") is { IsNull: false } tree ? RouteReader.ReadRoot(tree, context) : null;
        if (route is null && root.Take("route") is null or { IsNull: true }) root.Error("no route provided in config");
        var rules = InhibitRuleReader.ReadAll(root.List("inhibit_rules"), context);
        var receivers = ReceiverReader.ReadAll(root.List("receivers"), global, context);
        var intervals = TimeIntervalReader.ReadAll(root.List("time_intervals"), root.List("mute_time_intervals"));
        IReadOnlyList<string> templates = [.. root.Strings("templates").Select(context.Resolve)];
        UnbuiltBlocks.Check(root);
        TocsinConfig tocsin = ExtrasReader.ReadBlock(root, context);
        root.RejectUnknown();
        if (route is null) return null;
        RouteChecks.Check(route, receivers, intervals, context, problems);
        return new AlertmanagerConfig
        {
            File = context.File,
            Global = global,
            Route = route,
            InhibitRules = rules,
            Receivers = receivers,
            Templates = templates,
            TimeIntervals = intervals,
            Tocsin = tocsin,
        };
    }
}

/// <summary>What every reader of this file needs to know.</summary>
internal sealed record LoadContext(string File, AlertmanagerConfigOptions Options)
{
    public bool ClassicNames => Options.Syntax == MatcherSyntax.Classic;

    public string Resolve(string path) =>
        path.Length == 0 || Path.IsPathRooted(path) ? path : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(File)) ?? "", path);

    /// <summary>How HTTP settings are read here.</summary>
    public HttpReadOptions Http => new(Resolve) { KnowsReferences = true, KnowsOurs = !Options.Strict };

    /// <summary>Whether a label may have this name in the mode that is on.</summary>
    public bool IsLabelName(string name) => ClassicNames ? Model.Labels.LabelNames.IsClassicLabel(name) : name.Length > 0;
}
