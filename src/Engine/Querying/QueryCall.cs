namespace Tocsin.Engine.Querying;

/// <summary>Who asks: a rule group, or a caller of the API. The other half is null.</summary>
internal sealed record QueryOrigin
{
    public string? RuleFile { get; init; }

    public string? RuleGroup { get; init; }

    public string? Client { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }
}

/// <summary>A query with its times in ms; an instant one has step 0 and ends where it starts.</summary>
internal sealed record QueryCall(QueryOrigin Origin, string Query, long Start, long End, long Step);
