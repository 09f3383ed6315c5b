using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests;

/// <summary>Answers queries of rules with what the test says.</summary>
internal sealed class GivenQuery : IRuleQuery
{
    private readonly Dictionary<string, Func<RuleQueryResult>> _answers = [];

    /// <summary>Every query that came, with its time.</summary>
    public List<(string Expr, long Time)> Asked { get; } = [];

    public void Gives(string expr, params RuleSample[] samples) => _answers[expr] = () => new RuleQueryResult(samples, null, []);

    public void Fails(string expr, string error) => _answers[expr] = () => RuleQueryResult.Failed(error);

    public void Throws(string expr, Exception error) => _answers[expr] = () => throw error;

    public ValueTask<RuleQueryResult> RunAsync(GroupKey group, string expr, long time, CancellationToken cancel)
    {
        lock (Asked) Asked.Add((expr, time));
        return ValueTask.FromResult(_answers.TryGetValue(expr, out Func<RuleQueryResult>? answer) ? answer() : new RuleQueryResult([], null, []));
    }

    public static RuleSample Sample(double value, params ReadOnlySpan<(string, string)> labels) => new(LabelSet.Create(labels), value);
}
