namespace Tocsin.Host.Cli;

/// <summary>Every flag of <c>tocsin serve</c>: Prometheus' names where one exists, Alertmanager's under <c>alertmanager.</c>, then our own.</summary>
internal sealed class ServeFlags
{
    public Flag Role { get; } = Flag.Text("role", "", "Role to play: ingest, engine, notifier or web. Repeatable; all of them when it is not given.");

    public Flag ConfigFile { get; } = Flag.Text("config.file", "config/prometheus.yml", "Prometheus configuration file.");

    public Flag AlertmanagerConfigFile { get; } = Flag.Text("alertmanager.config.file", "config/alertmanager.yml", "Alertmanager configuration file.");

    public Flag ConfigStrict { get; } = Flag.Switch("config.strict", "Refuse exactly what upstream refuses, misplaced but well-known settings included.");

    public Flag DataPath { get; } = Flag.Text("storage.tsdb.path", "data/", "Folder for samples and the embedded databases.");

    public Flag RetentionTime { get; } = Flag.Text("storage.tsdb.retention.time", "15d", "How long samples are kept.");

    public Flag RetentionSize { get; } = Flag.Text("storage.tsdb.retention.size", "", "Most bytes that samples may take, such as 50GB; 0 is no limit.");

    public Flag MinBlockDuration { get; } = Flag.Text("storage.tsdb.min-block-duration", "2h", "Length of the blocks that leave memory; only 2h is supported.");

    public Flag MaxBlockDuration { get; } = Flag.Text("storage.tsdb.max-block-duration", "", "Longest block that compaction makes; default: a tenth of the retention time, at most 31d.");

    public Flag WalCompression { get; } = Flag.Switch("storage.tsdb.wal-compression", "Compress the write-ahead log, as is done anyway.");

    public Flag NoWalCompression { get; } = Flag.Switch("no-storage.tsdb.wal-compression", "Do not compress the write-ahead log.");

    public Flag WalCompressionType { get; } = Flag.Text("storage.tsdb.wal-compression-type", "snappy", "How the write-ahead log is compressed: snappy or zstd.");

    public Flag HeadChunksQueue { get; } = Flag.Text("storage.tsdb.head-chunks-write-queue-size", "", "There is no such queue here.", FlagSupport.NoEffectYet);

    public Flag ListenAddress { get; } = Flag.Text("web.listen-address", "0.0.0.0:9090", "Address to listen on. Repeatable; add 0.0.0.0:9093 for clients that expect Alertmanager's port.");

    public Flag ExternalUrl { get; } = Flag.Text("web.external-url", "", "URL under which people reach this server; used in links.");

    public Flag RoutePrefix { get; } = Flag.Text("web.route-prefix", "", "Prefix of all routes; default: the path of --web.external-url.");

    public Flag CorsOrigin { get; } = Flag.Text("web.cors.origin", ".*", "Which pages of other origins may read /api/v1; a regular expression, fully anchored.");

    public Flag WebConfigFile { get; } = Flag.Text("web.config.file", "", "TLS and authentication of the web server.", FlagSupport.RefusedYet);

    public Flag EnableLifecycle { get; } = Flag.Switch("web.enable-lifecycle", "Allow shutdown by POST /-/quit, and reload in a process without the notifier role.");

    public Flag EnableAdminApi { get; } = Flag.Switch("web.enable-admin-api", "Allow the TSDB's admin calls: delete series, clean tombstones, snapshot.");

    public Flag EnableRemoteWriteReceiver { get; } = Flag.Switch("web.enable-remote-write-receiver", "Accept remote write at /api/v1/write.");

    public Flag EnableOtlpReceiver { get; } = Flag.Switch("web.enable-otlp-receiver", "Accept OTLP metrics.", FlagSupport.NoEffectYet);

    public Flag LookbackDelta { get; } = Flag.Text("query.lookback-delta", "5m", "How far back an instant selector looks for a sample.");

    public Flag QueryTimeout { get; } = Flag.Text("query.timeout", "2m", "Longest time a query may take.");

    public Flag QueryMaxConcurrency { get; } = Flag.Text("query.max-concurrency", "20", "Most queries that run at once.");

    public Flag QueryMaxSamples { get; } = Flag.Text("query.max-samples", "50000000", "Most samples a query may hold in memory.");

    public Flag QueryMaxMemory { get; } = Flag.Text("query.max-memory", "2GB", "Most bytes a query may hold in memory, such as 512MB; 0 is no limit. Samples, labels and histograms count.");

    public Flag ResendDelay { get; } = Flag.Text("rules.alert.resend-delay", "1m", "Least time between two sends of an unchanged alert.");

    public Flag ForGracePeriod { get; } = Flag.Text("rules.alert.for-grace-period", "", "Not needed here: alert state survives a restart exactly.", FlagSupport.NoEffectYet);

    public Flag ForOutageTolerance { get; } = Flag.Text("rules.alert.for-outage-tolerance", "", "Not needed here: alert state survives a restart exactly.", FlagSupport.NoEffectYet);

    public Flag EnableFeature { get; } = Flag.Text("enable-feature", "", "Names of features to switch on, separated by commas. Repeatable.");

    public Flag DataRetention { get; } = Flag.Text("alertmanager.data.retention", "120h", "How long ended silences and the notification log are kept.");

    public Flag DispatchStartDelay { get; } = Flag.Text("alertmanager.dispatch.start-delay", "0s", "How long after a start the first notification may leave.");

    public Flag AlertGcInterval { get; } = Flag.Text("alertmanager.alerts.gc-interval", "30m", "How often ended alerts leave the memory.");

    public Flag AlertsPerName { get; } = Flag.Text("alertmanager.alerts.per-alertname-limit", "0", "Most alerts of one alertname; 0 is no limit.");

    public Flag MaxSilences { get; } = Flag.Text("alertmanager.silences.max-silences", "0", "Most silences, ended ones included; 0 is no limit.");

    public Flag MaxSilenceBytes { get; } = Flag.Text("alertmanager.silences.max-silence-size-bytes", "0", "Most bytes in one silence; 0 is no limit.");

    public Flag LogSilences { get; } = Flag.Switch("alertmanager.log.silences", "Log every silence that is created, updated or expired.");

    public Flag GetConcurrency { get; } = Flag.Text("alertmanager.web.get-concurrency", "0", "Most GET requests to API v2 at once; 0 is the number of cores, at least 8.");

    public Flag AwayPatience { get; } = Flag.Text("notifier.away-after", "1m", "How long the database or the broker has to be away before an alert tells of it. A restart of either is no reason to wake anybody.");
    public Flag RequestTimeout { get; } = Flag.Text("alertmanager.web.timeout", "0s", "A request to API v2 that takes longer is answered with 503; 0 is no limit.");

    public Flag MaintenanceInterval { get; } = Flag.Text("alertmanager.data.maintenance-interval", "15m", "Not needed here: state is in the database at once.", FlagSupport.NotNeeded);

    public Flag DispatchMaintenance { get; } = Flag.Text("alertmanager.dispatch.maintenance-interval", "30s", "Not needed here: empty groups go at once.", FlagSupport.NotNeeded);

    public Flag Database { get; } = Flag.Text("database", "", "sqlite:FOLDER, or a Postgres connection string. Default: SQLite under --storage.tsdb.path.");

    public Flag Bus { get; } = Flag.Text("bus", "memory", "memory, or amqp://user:password@host:port/vhost.");

    public Flag Datasource { get; } = Flag.Text("engine.datasource", "", "Prometheus-compatible server to evaluate rules over; default: the Ingest of this process, or --peer.ingest.", FlagSupport.RefusedYet);

    public Flag PeerIngest { get; } = Flag.Text("peer.ingest", "", "URL of the Ingest role when it runs elsewhere.");

    public Flag PeerEngine { get; } = Flag.Text("peer.engine", "", "URL of the Engine role when it runs elsewhere.");

    public Flag PeerNotifier { get; } = Flag.Text("peer.notifier", "", "URL of the Notifier role when it runs elsewhere.");

    public Flag LogLevel { get; } = Flag.Text("log.level", "info", "debug, info, warn or error.");

    public Flag LogFormat { get; } = Flag.Text("log.format", "logfmt", "logfmt or json.");

    public IReadOnlyList<Flag> All =>
    [
        Role, ConfigFile, AlertmanagerConfigFile, ConfigStrict, DataPath, RetentionTime, RetentionSize, MinBlockDuration, MaxBlockDuration, WalCompression, NoWalCompression, WalCompressionType, HeadChunksQueue, ListenAddress, ExternalUrl,
        RoutePrefix, CorsOrigin, WebConfigFile,
        EnableLifecycle, EnableAdminApi, EnableRemoteWriteReceiver, EnableOtlpReceiver, LookbackDelta, QueryTimeout, QueryMaxConcurrency, QueryMaxSamples, QueryMaxMemory,
        ResendDelay, ForGracePeriod, ForOutageTolerance, EnableFeature, DataRetention, DispatchStartDelay, AlertGcInterval, AlertsPerName,
        MaxSilences, MaxSilenceBytes, LogSilences, GetConcurrency, RequestTimeout, AwayPatience, MaintenanceInterval, DispatchMaintenance, Database, Bus, Datasource, PeerIngest, PeerEngine,
        PeerNotifier, LogLevel, LogFormat, .. ClusterFlags.All,
    ];
}
