namespace Tocsin.Contracts.Configuration;

/// <summary>A value that must never be shown: its text form is a mask.</summary>
public sealed record Secret(string Reveal)
{
    public const string Mask = "<secret>";

    public override string ToString() => Mask;
}
