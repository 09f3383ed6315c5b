using System.CommandLine;

namespace Tocsin.Host.Cli;

/// <summary>How much of a flag works in this version.</summary>
internal enum FlagSupport
{
    Works,

    /// <summary>Taken, so that scripts made for upstream run; a warning says that it does nothing.</summary>
    NoEffectYet,

    /// <summary>Taken, and never needed: what it is for is done another way, which its help and a warning say.</summary>
    NotNeeded,

    /// <summary>Ignoring it could hurt, so a start with it is refused.</summary>
    RefusedYet,
}

/// <summary>
/// One flag of <c>tocsin serve</c>, as text: the command line first, then the environment (<c>--web.listen-address</c> is <c>TOCSIN_WEB_LISTEN_ADDRESS</c>),
/// then the default.
/// </summary>
internal sealed class Flag
{
    private readonly string _fallback;

    private Flag(string name, string fallback, string help, FlagSupport support, Option option)
    {
        Name = name;
        _fallback = fallback;
        Support = support;
        Option = option;
        Help = help;
        option.Description = help + (support is FlagSupport.Works or FlagSupport.NotNeeded ? "" : " (not implemented yet)") + (fallback.Length > 0 ? $" [default: {fallback}]" : "");
    }

    public string Name { get; }

    public string Help { get; }

    public FlagSupport Support { get; }

    public Option Option { get; }

    public string EnvironmentName => "TOCSIN_" + Name.ToUpperInvariant().Replace('.', '_').Replace('-', '_');

    public static Flag Text(string name, string fallback, string help, FlagSupport support = FlagSupport.Works) =>
        new(name, fallback, help, support, new Option<string[]>("--" + name) { HelpName = "VALUE", Arity = ArgumentArity.OneOrMore });

    public static Flag Switch(string name, string help, FlagSupport support = FlagSupport.Works) =>
        new(name, "", help, support, new Option<bool>("--" + name));

    /// <summary>All values given, in order; the default when none is.</summary>
    public IReadOnlyList<string> Values(ParseResult result, Func<string, string?> environment)
    {
        if (Option is Option<string[]> text && result.GetResult(text) is { Implicit: false }) return result.GetValue(text) ?? [];
        string? fromEnvironment = environment(EnvironmentName);
        if (!string.IsNullOrEmpty(fromEnvironment)) return fromEnvironment.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return _fallback.Length > 0 ? [_fallback] : [];
    }

    /// <summary>The last value given; empty when there is none.</summary>
    public string Value(ParseResult result, Func<string, string?> environment)
    {
        if (Option is Option<string[]> text && result.GetResult(text) is { Implicit: false }) return result.GetValue(text) is { Length: > 0 } given ? given[^1] : "";
        return environment(EnvironmentName) is { Length: > 0 } fromEnvironment ? fromEnvironment : _fallback;
    }

    public bool IsOn(ParseResult result, Func<string, string?> environment)
    {
        if (result.GetResult(Option) is { Implicit: false }) return result.GetValue((Option<bool>)Option);
        return environment(EnvironmentName) is "true" or "1" or "yes";
    }

    /// <summary>Somebody set it, on the command line or in the environment.</summary>
    public bool IsGiven(ParseResult result, Func<string, string?> environment) =>
        result.GetResult(Option) is { Implicit: false } || !string.IsNullOrEmpty(environment(EnvironmentName));
}
