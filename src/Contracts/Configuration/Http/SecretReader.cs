using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Keys for one secret: the value, the file it is in, the variable of the environment it is in.</summary>
internal static class SecretReader
{
    /// <summary>Null when none is given, or several (reported). An empty text is "not given".</summary>
    /// <param name="resolve">How the file's path is meant; null leaves it as written.</param>
    /// <param name="of">What stands before the keys in a report, such as <c>basic_auth</c>.</param>
    /// <param name="environment">A third key, ending in <c>_env</c>, may name a variable of the environment.</param>
    public static SecretSource? Pair(YamlMap map, string key, Func<string, string>? resolve = null, string of = "", bool environment = false)
    {
        string value = map.String(key), file = map.String(key + "_file"), variable = environment ? map.String(key + "_env") : "";
        if (value.Length > 0 && file.Length > 0) map.Error($"at most one of {(of.Length > 0 ? of + " " : "")}{key} & {key}_file must be configured");
        else if (variable.Length > 0 && value.Length + file.Length > 0) map.Error($"at most one of {key}, {key}_file & {key}_env must be configured");
        else if (value.Length > 0) return SecretSource.Of(value);
        else if (file.Length > 0) return new SecretSource(null, resolve?.Invoke(file) ?? file);
        else if (variable.Length > 0) return new SecretSource(null) { Variable = variable };
        return null;
    }

    /// <summary>Refuses a key that names a secret in a manager, where such keys exist.</summary>
    public static void RefuseReference(YamlMap map, string key, HttpReadOptions options)
    {
        if (options.KnowsReferences && map.String(key).Length > 0)
            map.Take(key)!.Error($"{key}: there is no secret manager to look it up in", "use the value itself, or a file");
    }
}
