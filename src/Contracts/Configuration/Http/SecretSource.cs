namespace Tocsin.Contracts.Configuration.Http;

/// <summary>A secret that stands in the configuration, in a file that is read anew for every send, or in the environment: exactly one of these.</summary>
public sealed record SecretSource(Secret? Value, string File = "")
{
    /// <summary>The variable of the environment it is in; empty when it is elsewhere.</summary>
    public string Variable { get; init; } = "";

    public static SecretSource Of(string value) => new(new Secret(value));
}
