using System.Diagnostics.CodeAnalysis;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>The functions that a template may call by name; immutable. Those given win over the language's own.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, GoFunction> _functions = new(StringComparer.Ordinal);

    public FunctionTable(IEnumerable<GoFunction> functions)
    {
        foreach (GoFunction function in Builtins.All.Concat(functions)) _functions[function.Name] = function;
    }

    public bool Contains(string name) => _functions.ContainsKey(name);

    public bool TryGet(string name, [NotNullWhen(true)] out GoFunction? function) => _functions.TryGetValue(name, out function);
}
