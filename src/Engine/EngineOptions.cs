namespace Tocsin.Engine;

/// <summary>What the command line says to the Engine.</summary>
public sealed record EngineOptions
{
    /// <summary>The prometheus.yml.</summary>
    public string ConfigFile { get; init; } = "config/prometheus.yml";

    /// <summary>Refuse the known misplaced settings as upstream does.</summary>
    public bool StrictConfig { get; init; }

    /// <summary>The address people reach this server under, with its path prefix; stands in links and templates.</summary>
    public required Uri ExternalUrl { get; init; }

    /// <summary><c>--rules.alert.resend-delay</c>.</summary>
    public TimeSpan ResendDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after the start an alert from the database waits for its expression to confirm it before it resolves: the time targets need to
    /// be scraped again. Null: the global scrape interval and scrape timeout of the configuration at start.
    /// </summary>
    public TimeSpan? RestoreSettle { get; init; }

    /// <summary>Rule groups that are evaluated at once; more wait for their turn.</summary>
    public int MaxConcurrentGroups { get; init; } = 20;

    /// <summary><c>--alertmanager.notification-queue-capacity</c>, for each target.</summary>
    public int NotificationQueueCapacity { get; init; } = 10_000;

    /// <summary>Most alerts in one message.</summary>
    public int NotificationBatchSize { get; init; } = 64;

    /// <summary>How long one message to the bus or a Notifier may take.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Notifiers that are posted to while the bus is away, or when there is none: their base addresses.</summary>
    public IReadOnlyList<Uri> NotifierPeers { get; init; } = [];

    /// <summary>
    /// <c>host:port</c> of this process and of our Notifiers: an Alertmanager configured under such an address is told by the bus, not by HTTP.
    /// </summary>
    public IReadOnlySet<string> OwnAlertmanagers { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the history of alerts is kept.</summary>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Names of <c>--enable-feature</c>; those of PromQL decide which expressions rules may hold.</summary>
    public IReadOnlySet<string> Features { get; init; } = new HashSet<string>();

    /// <summary>Shown by <c>/api/v1/status/flags</c>: names without dashes, and values.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary>The version of Prometheus whose API this is; Grafana and others decide by it what they may ask.</summary>
    public string ApiVersion { get; init; } = "3.14.0";

    /// <summary>Shown as revision: our own version.</summary>
    public string Revision { get; init; } = "";

    public string StorageRetention { get; init; } = "15d";
}
