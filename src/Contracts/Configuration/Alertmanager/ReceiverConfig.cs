namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A named receiver and all its integrations.</summary>
public sealed record ReceiverConfig
{
    public required string Name { get; init; }

    /// <summary>As written plus <c>name</c>, which is always the receiver's name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>In upstream's order of types, inside a type as written.</summary>
    public IReadOnlyList<IntegrationConfig> Integrations { get; init; } = [];

    /// <summary>What it says beyond Alertmanager.</summary>
    public ReceiverExtras Extras { get; init; } = ReceiverExtras.None;
}

/// <summary>One entry of one <c>*_configs</c> list.</summary>
public abstract record IntegrationConfig
{
    /// <summary>The kind as metrics name it: <c>slack</c>, <c>email</c>, <c>webhook</c>...</summary>
    public abstract string Kind { get; }

    /// <summary>Position among the entries of its kind in this receiver.</summary>
    public int Index { get; init; }

    public bool SendResolved { get; init; }

    /// <summary>Where it stands in the file: <c>receivers[0].slack_configs[1]</c>.</summary>
    public string Field { get; init; } = "";
}

/// <summary>Ours: every notification is kept with its content and shown in the UI; nothing leaves the process.</summary>
public sealed record InboxConfig : IntegrationConfig
{
    public override string Kind => "inbox";
}
