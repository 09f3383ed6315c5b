using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Tsdb;

/// <summary>An open store, or one line that says why not.</summary>
public sealed class TsdbOpenResult
{
    private TsdbOpenResult(Tsdb? store, string? error) => (Store, Error) = (store, error);

    public Tsdb? Store { get; }

    public string? Error { get; }

    [MemberNotNullWhen(true, nameof(Store))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOpen => Store is not null;

    internal static TsdbOpenResult Opened(Tsdb store) => new(store, null);

    internal static TsdbOpenResult Refused(string error) => new(null, error);
}
