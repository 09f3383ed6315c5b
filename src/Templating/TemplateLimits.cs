namespace Tocsin.Templating;

/// <summary>
/// The sandbox of one execution. A template that goes over any of them ends with an error; nothing it wrote is kept.
/// </summary>
/// <param name="Time">Wall time.</param>
/// <param name="OutputChars">Length of the output, and of any text or list made on the way, in UTF-16 units or elements.</param>
/// <param name="Depth">Templates that call templates, and values nested in values.</param>
/// <param name="Steps">Nodes executed, rounds of a range included.</param>
public sealed record TemplateLimits(TimeSpan Time, int OutputChars, int Depth, int Steps)
{
    /// <summary>Generous for a message (the largest receiver takes 512 KiB), small for the process.</summary>
    public static TemplateLimits Default { get; } = new(TimeSpan.FromSeconds(5), 4 * 1024 * 1024, 200, 5_000_000);
}
