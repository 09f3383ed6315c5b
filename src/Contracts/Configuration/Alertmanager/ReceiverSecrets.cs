using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// Secrets of receivers: a key for the value, the same with <c>_file</c> for a file, and, where files of ours are read, with <c>_env</c> for a
/// variable of the environment.
/// </summary>
internal static class ReceiverSecrets
{
    /// <summary>Null when none of the keys is given, or several (reported).</summary>
    public static SecretSource? Pair(YamlMap map, string key, LoadContext context) => SecretReader.Pair(map, key, environment: !context.Options.Strict);

    /// <summary>A URL that is a secret.</summary>
    public static SecretSource? Url(YamlMap map, string key, LoadContext context, bool mayBeTemplate = false)
    {
        SecretSource? pair = Pair(map, key, context);
        if (pair?.Value is { } url && !(mayBeTemplate && url.Reveal.Contains("{{", StringComparison.Ordinal)))
            UrlReader.Check(map.Take(key)!, url.Reveal, secret: true);
        return pair;
    }

    /// <summary>Reports that nothing was given, unless too much was.</summary>
    public static SecretSource Required(SecretSource? found, YamlMap map, string key, string missing)
    {
        if (found is null && !IsGiven(map, key)) map.Error(missing);
        return found ?? SecretSource.Of("");
    }

    /// <summary>Whether any of the keys of a secret holds something.</summary>
    public static bool IsGiven(YamlMap map, string key) =>
        map.String(key).Length > 0 || map.String(key + "_file").Length > 0 || map.String(key + "_env").Length > 0;
}
