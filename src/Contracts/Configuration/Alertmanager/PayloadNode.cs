namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A custom body as written: a map in order, a list, or a single value.</summary>
public abstract record PayloadNode;

public sealed record PayloadMap(IReadOnlyList<KeyValuePair<string, PayloadNode>> Entries) : PayloadNode;

public sealed record PayloadList(IReadOnlyList<PayloadNode> Items) : PayloadNode;

/// <summary>A text, a template at that.</summary>
public sealed record PayloadText(string Text) : PayloadNode;

/// <summary>A number, a truth value or nothing: already JSON.</summary>
public sealed record PayloadLiteral(string Json) : PayloadNode;
