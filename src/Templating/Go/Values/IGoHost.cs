namespace Tocsin.Templating.Go.Values;

/// <summary>Stands behind the functions whose answer depends on what one execution is about: the labels of a route, a query at a rule's time.</summary>
internal interface IGoHost
{
    /// <param name="function">Its name in templates.</param>
    /// <param name="argument">Empty for functions without one.</param>
    /// <exception cref="GoFailure"/>
    GoValue Answer(string function, string argument, GoRun run);
}
