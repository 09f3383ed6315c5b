using System.Diagnostics.CodeAnalysis;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>The functions that a template may call by name; immutable. Those given win over the language's own.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, GoFunction> _functions = new(StringComparer.Ordinal);
    private readonly FunctionTable? _outer;

    public FunctionTable(IEnumerable<GoFunction> functions)
    {
        foreach (GoFunction function in Builtins.All.Concat(functions)) _functions[function.Name] = function;
    }

    private FunctionTable(FunctionTable outer, IEnumerable<GoFunction> functions)
    {
        _outer = outer;
        foreach (GoFunction function in functions) _functions[function.Name] = function;
    }

    /// <summary>The same functions, with some in front of them: those that know what one execution is about.</summary>
    public FunctionTable With(params IEnumerable<GoFunction> functions) => new(this, functions);

    public bool Contains(string name) => TryGet(name, out _);

    public bool TryGet(string name, [NotNullWhen(true)] out GoFunction? function) =>
        _functions.TryGetValue(name, out function) || (_outer is not null && _outer.TryGet(name, out function));
}
