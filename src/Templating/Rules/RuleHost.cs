using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Rules;

/// <summary>Answers the functions of rule templates that ask the server.</summary>
internal sealed class RuleHost(RuleQuery query, string externalUrl) : IGoHost
{
    public const string Query = "query";
    public const string ExternalUrl = "externalURL";
    public const string PathPrefix = "pathPrefix";

    public GoValue Answer(string function, string argument, GoRun run) => function switch
    {
        Query => Ask(argument, run),
        PathPrefix => GoValue.Of(Uri.TryCreate(externalUrl, UriKind.Absolute, out Uri? uri) && uri.AbsolutePath != "/" ? uri.AbsolutePath : ""),
        _ => GoValue.Of(externalUrl),
    };

    private GoValue Ask(string expression, GoRun run)
    {
        try
        {
            IReadOnlyList<RuleSample> samples = query(expression);
            run.Step(1 + samples.Count / 16);
            return RuleTypes.Of(samples);
        }
        catch (RuleQueryException e)
        {
            throw new GoFailure(e.Message);
        }
    }
}
