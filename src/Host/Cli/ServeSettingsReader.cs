using System.CommandLine;
using System.Globalization;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Host.Roles;
using Tocsin.Model.Matchers;
using Tocsin.Model.Time;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary>Turns flags into settings; collects everything that is wrong before it speaks.</summary>
internal sealed class ServeSettingsReader(ServeFlags flags, ParseResult result, Func<string, string?> environment)
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Lines for the log: flags that were given and do nothing yet.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. flags.All.Where(flag => flag.Support is FlagSupport.NoEffectYet or FlagSupport.NotNeeded && flag.IsGiven(result, environment))
            .Select(flag => $"--{flag.Name} is accepted and has no effect: " + (flag.Support == FlagSupport.NotNeeded ? flag.Help : "it is not implemented yet"))];

    /// <summary>The settings; only to be used when there are no <see cref="Errors"/>.</summary>
    public ServeSettings Read()
    {
        foreach (Flag flag in flags.All.Where(flag => flag.Support == FlagSupport.RefusedYet && flag.IsGiven(result, environment)))
            _errors.Add($"--{flag.Name} is not implemented yet; going on without it would do something else than you asked for, so the server does not start");
        IReadOnlyList<ListenAddress> listen = Listen();
        Uri external = ExternalUrl(listen);
        string data = Text(flags.DataPath);
        DatabaseLocation database = Database(data);
        Uri? bus = Bus();
        return new ServeSettings
        {
            Roles = ReadRoles(),
            ConfigFile = Text(flags.ConfigFile),
            AlertmanagerConfigFile = Text(flags.AlertmanagerConfigFile),
            StrictConfig = flags.ConfigStrict.IsOn(result, environment),
            DataPath = data,
            RetentionTime = Duration(flags.RetentionTime),
            RetentionSize = Size(flags.RetentionSize),
            LongestBlock = LongestBlock(),
            WalCompression = ReadWalCompression(),
            ListenAddresses = listen,
            ExternalUrl = external,
            RoutePrefix = Prefix(external),
            CorsOrigin = Pattern(flags.CorsOrigin),
            EnableLifecycle = flags.EnableLifecycle.IsOn(result, environment),
            EnableAdminApi = flags.EnableAdminApi.IsOn(result, environment),
            EnableRemoteWriteReceiver = flags.EnableRemoteWriteReceiver.IsOn(result, environment),
            Database = database,
            Bus = bus,
            Peers = ReadPeers(),
            Query = Query(),
            ResendDelay = Duration(flags.ResendDelay),
            AlertRetention = Duration(flags.DataRetention),
            DispatchStartDelay = Duration(flags.DispatchStartDelay),
            Limits = new NotifierLimits(
                Duration(flags.AlertGcInterval), Count(flags.AlertsPerName), Count(flags.MaxSilences), Count(flags.MaxSilenceBytes), flags.LogSilences.IsOn(result, environment), Count(flags.GetConcurrency), Duration(flags.RequestTimeout), Duration(flags.AwayPatience)),
            LogLevel = Choice(flags.LogLevel, ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error)),
            LogFormat = Choice(flags.LogFormat, ("logfmt", Roles.LogFormat.Logfmt), ("json", Roles.LogFormat.Json)),
            Given = flags.All.Where(flag => flag.IsGiven(result, environment)).Select(flag => flag.Name).ToHashSet(),
            Flags = ShownFlags(database, bus),
        };
    }

    private WalCompression ReadWalCompression()
    {
        WalCompression type = Choice(flags.WalCompressionType, ("snappy", WalCompression.Snappy), ("zstd", WalCompression.Zstd));
        bool off = flags.NoWalCompression.IsOn(result, environment)
            || (flags.WalCompression.IsGiven(result, environment) && !flags.WalCompression.IsOn(result, environment));
        return off ? WalCompression.None : type;
    }

    private Role ReadRoles()
    {
        Role roles = Role.None;
        foreach (string name in flags.Role.Values(result, environment))
        {
            if (Enum.TryParse(name, ignoreCase: true, out Role role) && role is Role.Ingest or Role.Engine or Role.Notifier or Role.Web) roles |= role;
            else Fail(flags.Role, name, "ingest, engine, notifier or web");
        }
        return roles == Role.None ? Role.All : roles;
    }

    private List<ListenAddress> Listen()
    {
        var addresses = new List<ListenAddress>();
        foreach (string text in flags.ListenAddress.Values(result, environment))
        {
            if (ListenAddress.Parse(text) is { } address) addresses.Add(address);
            else Fail(flags.ListenAddress, text, "an address such as 0.0.0.0:9090");
        }
        return addresses;
    }

    private Uri ExternalUrl(IReadOnlyList<ListenAddress> listen)
    {
        string text = Text(flags.ExternalUrl);
        if (text.Length == 0) return new Uri($"http://{(listen.Count > 0 ? listen[0].BrowserHost : "localhost")}");
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return new Uri(url.AbsoluteUri.TrimEnd('/'));
        Fail(flags.ExternalUrl, text, "an absolute http or https URL");
        return new Uri("http://localhost");
    }

    private string Prefix(Uri external)
    {
        string text = flags.RoutePrefix.IsGiven(result, environment) ? Text(flags.RoutePrefix) : external.AbsolutePath;
        text = text.Trim('/');
        return text.Length == 0 ? "" : "/" + text;
    }

    private AnchoredRegex Pattern(Flag flag)
    {
        try
        {
            return new AnchoredRegex(Text(flag));
        }
        catch (FormatException e)
        {
            Fail(flag, Text(flag), "a regular expression (" + e.Message + ")");
            return new AnchoredRegex("");
        }
    }

    private DatabaseLocation Database(string data)
    {
        string text = Text(flags.Database);
        if (text.Length == 0) return new SqliteFolder(data);
        if (DatabaseLocation.Parse(text) is { } location) return location;
        // The text may hold a password: it is not repeated.
        _errors.Add("--database is neither sqlite:FOLDER nor a Postgres connection string (Host=...;Database=...;Username=...;Password=...)");
        return new SqliteFolder(data);
    }

    private Uri? Bus()
    {
        string text = Text(flags.Bus);
        if (text == "memory") return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "amqp" or "amqps") return url;
        _errors.Add("--bus is neither \"memory\" nor an amqp:// URL");
        return null;
    }

    private Peers ReadPeers()
    {
        return new Peers(Peer(flags.PeerIngest), Peer(flags.PeerEngine), Peer(flags.PeerNotifier));
    }

    private Uri? Peer(Flag flag)
    {
        string text = Text(flag);
        if (text.Length == 0) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        Fail(flag, text, "an http or https URL");
        return null;
    }

    private QuerySettings Query()
    {
        var features = new HashSet<string>(flags.EnableFeature.Values(result, environment).SelectMany(text => text.Split(',')), StringComparer.Ordinal);
        if (features.Contains("classic-mode") && features.Contains("utf8-strict-mode"))
            _errors.Add("--enable-feature: classic-mode and utf8-strict-mode exclude each other");
        return new QuerySettings(
            Duration(flags.LookbackDelta), Duration(flags.QueryTimeout), (int)Number(flags.QueryMaxConcurrency), Number(flags.QueryMaxSamples), Size(flags.QueryMaxMemory), features);
    }

    private int Count(Flag flag)
    {
        string text = Text(flag);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        Fail(flag, text, "a whole number, 0 or more");
        return 0;
    }

    private Dictionary<string, string> ShownFlags(DatabaseLocation database, Uri? bus) => flags.All.ToDictionary(
        flag => flag.Name,
        flag => flag == flags.Database ? (flag.IsGiven(result, environment) ? database.ToString() : "")
            : flag == flags.Bus ? (bus is null ? "memory" : $"{bus.Scheme}://{bus.Host}:{bus.Port}{bus.AbsolutePath}")
            : flag.Option is Option<bool> ? (flag.IsOn(result, environment) ? "true" : "false")
            : string.Join(',', flag.Values(result, environment)));

    private string Text(Flag flag) => flag.Value(result, environment);

    private TimeSpan Duration(Flag flag)
    {
        string text = Text(flag);
        if (PromDuration.TryParse(text, out TimeSpan duration)) return duration;
        Fail(flag, text, "a duration such as 30s, 5m, 15d");
        return TimeSpan.Zero;
    }

    private long Size(Flag flag)
    {
        string text = Text(flag);
        if (text.Length == 0) return 0;
        if (ByteSize.TryParse(text, out long bytes)) return bytes;
        Fail(flag, text, "a size such as 512MB or 50GB");
        return 0;
    }

    private TimeSpan? LongestBlock()
    {
        if (Duration(flags.MinBlockDuration) != TimeSpan.FromHours(2)) Fail(flags.MinBlockDuration, Text(flags.MinBlockDuration), "2h, the only length supported");
        if (Text(flags.MaxBlockDuration).Length == 0) return null;
        TimeSpan longest = Duration(flags.MaxBlockDuration);
        if (longest < TimeSpan.FromHours(2)) Fail(flags.MaxBlockDuration, Text(flags.MaxBlockDuration), "a duration of at least 2h");
        return longest;
    }

    private long Number(Flag flag)
    {
        string text = Text(flag);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0) return number;
        Fail(flag, text, "a whole number above 0");
        return 1;
    }

    private T Choice<T>(Flag flag, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        string text = Text(flag);
        foreach ((string name, T value) in choices)
            if (name == text)
                return value;
        Fail(flag, text, string.Join(", ", choices.ToArray().Select(choice => choice.Name)));
        return choices[0].Value;
    }

    private void Fail(Flag flag, string given, string expected) => _errors.Add($"--{flag.Name}: \"{given}\" is not {expected}");
}
