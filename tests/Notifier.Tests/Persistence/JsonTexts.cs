using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Persistence;

internal static class JsonTexts
{
    /// <summary>Pairs as a column holds them, read and written again.</summary>
    public static string Again(string pairs) => Json.OfLabels(Json.ToLabels(pairs));
}
