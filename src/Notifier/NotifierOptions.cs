using Tocsin.Model.Matchers;

namespace Tocsin.Notifier;

/// <summary>What the command line says about the Notifier.</summary>
public sealed record NotifierOptions
{
    /// <summary>Path of alertmanager.yml.</summary>
    public string ConfigFile { get; init; } = "config/alertmanager.yml";

    /// <summary>Refuse the known misplaced settings as upstream does.</summary>
    public bool StrictConfig { get; init; }

    /// <summary>How long notification log, ended silences and histories are kept.</summary>
    public TimeSpan DataRetention { get; init; } = TimeSpan.FromHours(120);

    /// <summary>No group is flushed before this much time after the start; a reload does not begin it again.</summary>
    public TimeSpan DispatchStartDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How this server is reached from outside; in links of messages.</summary>
    public Uri ExternalUrl { get; init; } = new("http://localhost:9090/");

    /// <summary>How matchers and label names are read; classic also bounds the names in alerts and silences to <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public MatcherSyntax Syntax { get; init; } = MatcherSyntax.Fallback;

    /// <summary>How often ended alerts leave the store.</summary>
    public TimeSpan AlertGcInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>At most this many alerts of one alertname; 0 is no limit.</summary>
    public int AlertsPerName { get; init; }

    /// <summary>At most this many alerts in all, so that a broken source cannot fill the memory; 0 is no limit.</summary>
    public int MaxAlerts { get; init; } = 1_000_000;

    /// <summary>At most this many silences, expired ones included; 0 is no limit.</summary>
    public int MaxSilences { get; init; }

    /// <summary>At most this many bytes in one silence; 0 is no limit.</summary>
    public int MaxSilenceBytes { get; init; }

    /// <summary>Log every silence that is created, updated or expired.</summary>
    public bool LogSilences { get; init; }

    /// <summary>Where a journal is kept while the database is away; null keeps none.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>More GET requests than this at once are turned away with 503; 0 chooses by the number of cores.</summary>
    public int MaxConcurrentGets { get; init; }

    /// <summary>A request to API v2 that takes longer is ended with 503; zero is no limit.</summary>
    public TimeSpan RequestTimeout { get; init; }

    /// <summary>How long database or broker have to be away before an alert tells of it.</summary>
    public TimeSpan AwayPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The version of Alertmanager whose behaviour clients may count on.</summary>
    public const string SpokenVersion = "0.34.0";

    /// <summary>Tells Notifiers on one database apart; new with each start.</summary>
    public string InstanceId { get; init; } = $"{Environment.MachineName}-{Guid.NewGuid():n}";
}
