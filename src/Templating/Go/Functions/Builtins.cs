using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>The functions of the language itself. The compiler has its own ways for <c>and</c>, <c>or</c> and <c>call</c>.</summary>
internal static class Builtins
{
    private static readonly GoType[] Values = [GoType.Any];

    public static IReadOnlyList<GoFunction> All { get; } =
    [
        .. Comparisons.All.Concat(Indexing.All).Concat(Others()).Select(f => f with { BuiltIn = true }),
    ];

    private static IEnumerable<GoFunction> Others() =>
    [
        GoFunction.Rest("and", [GoType.Reflected, GoType.Reflected], (a, _) => a[^1]),
        GoFunction.Rest("or", [GoType.Reflected, GoType.Reflected], (a, _) => a[^1]),
        GoFunction.Of("not", [GoType.Reflected], (a, _) => GoValue.Of(!a[0].IsTrue())),
        GoFunction.Rest("print", Values, (a, run) => GoValue.Of(GoFormat.Print(a, run))),
        GoFunction.Rest("println", Values, (a, run) => GoValue.Of(GoFormat.PrintLine(a, run))),
        GoFunction.Rest("printf", [GoType.String, GoType.Any], (a, run) => GoValue.Of(GoFormat.Printf(a[0].AsString(), a[1..], run))),
        GoFunction.Rest("html", Values, (a, run) => GoValue.Of(TextEscapers.Html(Printed(a, run), run))),
        GoFunction.Rest("js", Values, (a, run) => GoValue.Of(TextEscapers.Js(Printed(a, run), run))),
        GoFunction.Rest("urlquery", Values, (a, run) => GoValue.Of(TextEscapers.Query(Printed(a, run), run))),
        GoFunction.Rest("call", [GoType.Reflected, GoType.Reflected], (_, _) => throw new GoFailure("call of nil")),
    ];

    /// <summary>As an action would print it: nothing is not nil there.</summary>
    private static string Printed(GoValue[] values, GoRun run) =>
        GoFormat.Print([.. values.Select(v => v.IsNil ? GoValue.Of("<no value>") : v)], run);
}
