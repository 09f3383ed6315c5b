using System.CommandLine;
using Tocsin.Host.Cli;
using Tocsin.Host.Roles;
using Tocsin.Tsdb;

namespace Tocsin.Host.Tests.Cli;

public sealed class ServeSettingsTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void Without_flags_everything_runs_in_one_process_on_embedded_defaults()
    {
        ServeSettings settings = Read();
        Assert.Equal(Role.All, settings.Roles);
        Assert.Equal("config/prometheus.yml", settings.ConfigFile);
        Assert.Equal("config/alertmanager.yml", settings.AlertmanagerConfigFile);
        Assert.Equal("data/", settings.DataPath);
        Assert.Equal(new SqliteFolder("data/"), settings.Database);
        Assert.Null(settings.Bus);
        Assert.Equal("0.0.0.0:9090", Assert.Single(settings.ListenAddresses).ToString());
        Assert.Equal(new Uri("http://localhost:9090"), settings.ExternalUrl);
        Assert.Equal("", settings.RoutePrefix);
    }

    [Fact]
    public void Roles_and_addresses_repeat()
    {
        ServeSettings settings = Read("--role", "ingest", "--role=web", "--web.listen-address=:9090", "--web.listen-address", "127.0.0.1:9093");
        Assert.Equal(Role.Ingest | Role.Web, settings.Roles);
        Assert.Equal(["0.0.0.0:9090", "127.0.0.1:9093"], settings.ListenAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public void Every_flag_is_an_environment_variable_and_the_command_line_wins()
    {
        _environment["TOCSIN_WEB_LISTEN_ADDRESS"] = "127.0.0.1:1,127.0.0.1:2";
        _environment["TOCSIN_STORAGE_TSDB_RETENTION_TIME"] = "3d";
        _environment["TOCSIN_WEB_ENABLE_LIFECYCLE"] = "true";
        ServeSettings settings = Read("--storage.tsdb.retention.time=1d");
        Assert.Equal(2, settings.ListenAddresses.Count);
        Assert.Equal(TimeSpan.FromDays(1), settings.RetentionTime);
        Assert.True(settings.EnableLifecycle);
    }

    [Fact]
    public void The_path_of_the_external_url_is_the_route_prefix_unless_one_is_given()
    {
        Assert.Equal("/tocsin", Read("--web.external-url=https://ops.example/tocsin/").RoutePrefix);
        ServeSettings proxied = Read("--web.external-url=https://ops.example/tocsin", "--web.route-prefix=/");
        Assert.Equal("", proxied.RoutePrefix);
        Assert.Equal(new Uri("https://ops.example/tocsin"), proxied.BrowserUrl);
        Assert.Equal("/x/", Read("--web.route-prefix=x").BrowserUrl.AbsolutePath);
    }

    [Theory]
    [InlineData("--role=scraper", "--role: \"scraper\" is not ingest, engine, notifier or web")]
    [InlineData("--web.listen-address=here", "--web.listen-address: \"here\" is not an address such as 0.0.0.0:9090")]
    [InlineData("--query.timeout=soon", "--query.timeout: \"soon\" is not a duration such as 30s, 5m, 15d")]
    [InlineData("--query.max-samples=-1", "--query.max-samples: \"-1\" is not a whole number above 0")]
    [InlineData("--storage.tsdb.wal-compression-type=lzma", "--storage.tsdb.wal-compression-type: \"lzma\" is not snappy, zstd")]
    [InlineData("--log.level=loud", "--log.level: \"loud\" is not debug, info, warn, error")]
    [InlineData("--web.external-url=ops.example", "--web.external-url: \"ops.example\" is not an absolute http or https URL")]
    public void What_is_wrong_is_said_with_the_flag_the_value_and_what_would_be_right(string flag, string expected)
    {
        ServeSettingsReader reader = Reader(flag);
        reader.Read();
        Assert.Equal(expected, Assert.Single(reader.Errors));
    }

    [Theory]
    [InlineData("--database=mysql://root:correct-horse@db/tocsin")]
    [InlineData("--bus=kafka://root:correct-horse@broker")]
    public void A_wrong_address_with_a_password_is_refused_without_repeating_it(string flag)
    {
        ServeSettingsReader reader = Reader(flag);
        reader.Read();
        Assert.DoesNotContain("correct-horse", Assert.Single(reader.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_that_would_protect_is_refused_as_long_as_it_is_not_implemented()
    {
        ServeSettingsReader reader = Reader("--web.config.file=web.yml");
        reader.Read();
        Assert.Contains("--web.config.file is not implemented yet", Assert.Single(reader.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_without_effect_gives_a_warning()
    {
        ServeSettingsReader reader = Reader("--rules.alert.for-grace-period=10m");
        reader.Read();
        Assert.Empty(reader.Errors);
        Assert.Contains("--rules.alert.for-grace-period", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--log.level=info", WalCompression.Snappy)]
    [InlineData("--storage.tsdb.wal-compression", WalCompression.Snappy)]
    [InlineData("--storage.tsdb.wal-compression-type=zstd", WalCompression.Zstd)]
    [InlineData("--no-storage.tsdb.wal-compression", WalCompression.None)]
    [InlineData("--storage.tsdb.wal-compression=false", WalCompression.None)]
    public void The_log_is_compressed_as_the_flags_say(string flag, WalCompression expected) => Assert.Equal(expected, Read(flag).WalCompression);

    [Fact]
    public void Shown_flags_hold_no_password()
    {
        ServeSettings settings = Read("--database=Host=db;Database=tocsin;Username=t;Password=correct-horse", "--bus=amqp://t:correct-horse@broker:5672/");
        Assert.DoesNotContain(settings.Flags.Values, value => value.Contains("correct-horse", StringComparison.Ordinal));
        Assert.Equal("postgres db:5432/tocsin", settings.Flags["database"]);
        Assert.Equal("amqp://broker:5672/", settings.Flags["bus"]);
    }

    [Fact]
    public void A_switch_is_a_switch_with_and_without_a_value()
    {
        Assert.True(Read("--web.enable-lifecycle").EnableLifecycle);
        Assert.False(Read("--web.enable-lifecycle=false").EnableLifecycle);
        Assert.False(Read().EnableLifecycle);
    }

    internal static ServeSettings Settings(params string[] flags) => new ServeSettingsTests().Read(flags);

    private ServeSettings Read(params string[] flags)
    {
        ServeSettingsReader reader = Reader(flags);
        ServeSettings settings = reader.Read();
        Assert.Empty(reader.Errors);
        return settings;
    }

    private ServeSettingsReader Reader(params string[] given)
    {
        var flags = new ServeFlags();
        var command = new RootCommand();
        foreach (Flag flag in flags.All) command.Options.Add(flag.Option);
        ParseResult result = command.Parse(given);
        Assert.Empty(result.Errors);
        return new ServeSettingsReader(flags, result, _environment.GetValueOrDefault);
    }
}
