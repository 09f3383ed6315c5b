namespace Tocsin.Engine.Alerting;

/// <summary>The link from an alert to the graph of its expression; its form is fixed by upstream's old pages.</summary>
internal static class GeneratorLink
{
    public static string For(Uri externalUrl, string query) =>
        $"{externalUrl.ToString().TrimEnd('/')}/graph?g0.expr={Uri.EscapeDataString(query).Replace("%20", "+", StringComparison.Ordinal)}&g0.tab=1";
}
