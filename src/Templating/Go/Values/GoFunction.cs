namespace Tocsin.Templating.Go.Values;

/// <summary>The body of a function; arguments have been checked against the parameters. A variadic function gets its rest as further arguments.</summary>
/// <exception cref="GoFailure">The call failed; the text follows "error calling NAME: ".</exception>
internal delegate GoValue GoBody(GoValue[] args, GoRun run);

/// <summary>A function or (with the receiver as first argument, which is not among the parameters) a method.</summary>
/// <param name="Variadic">The last parameter's type is that of each further argument.</param>
internal sealed record GoFunction(string Name, GoType[] Parameters, bool Variadic, GoBody Body)
{
    /// <summary>Functions that come with the language; a few of them are executed in a way of their own.</summary>
    public bool BuiltIn { get; init; }

    /// <summary>Why templates cannot call it at all.</summary>
    public string? Refusal { get; init; }

    /// <summary>For a function of one value that is only ever printed (an escaper): writes what <see cref="Body"/> would give.</summary>
    public Action<GoValue, GoWriter>? Direct { get; init; }

    public static GoFunction Of(string name, GoType[] parameters, GoBody body) => new(name, parameters, false, body);

    public static GoFunction Rest(string name, GoType[] parameters, GoBody body) => new(name, parameters, true, body);
}

/// <summary>A function cannot do what it is asked; becomes part of the template's error.</summary>
internal sealed class GoFailure(string message) : Exception(message);
