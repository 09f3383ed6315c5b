using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Templates in another language that those of this one may call.</summary>
internal interface IForeignTemplates
{
    bool Has(string name);

    /// <param name="html">The output becomes part of an HTML document: values must be escaped.</param>
    /// <exception cref="GoFailure">It failed; the message is complete but for the place of the call.</exception>
    /// <exception cref="GoLimitReached"/>
    void Render(string name, GoValue data, bool html, GoWriter output);
}

internal sealed class NoForeignTemplates : IForeignTemplates
{
    public static readonly NoForeignTemplates Instance = new();

    public bool Has(string name) => false;

    public void Render(string name, GoValue data, bool html, GoWriter output) => throw new GoFailure("no such template");
}
