namespace Tocsin.Contracts.Configuration.Http;

/// <summary>A secret that stands in the configuration, or in a file that is read anew for every send: exactly one of the two.</summary>
public sealed record SecretSource(Secret? Value, string File = "")
{
    public static SecretSource Of(string value) => new(new Secret(value));
}
