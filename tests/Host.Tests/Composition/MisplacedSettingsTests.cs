using Tocsin.Host.Composition;
using Tocsin.Host.Roles;
using Tocsin.Host.Tests.Cli;

namespace Tocsin.Host.Tests.Composition;

public sealed class MisplacedSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public MisplacedSettingsTests() => File.WriteAllText(_file, """
        storage:
          tsdb:
            retention.time: 30d
            stale_series_compaction_threshold: 0.25
        query:
          max-concurrency: 7
        """);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_stands_in_the_file_counts_where_no_flag_was_given()
    {
        ServeSettings settings = MisplacedSettings.Apply(ServeSettingsTests.Settings($"--config.file={_file}"));
        Assert.Equal(TimeSpan.FromDays(30), settings.RetentionTime);
        Assert.Equal(0.25, settings.EndedSeriesShare);
        Assert.Equal(7, settings.Query.MaxConcurrency);
        Assert.Equal(50_000_000, settings.Query.MaxSamples);
    }

    [Fact]
    public void A_flag_wins()
    {
        ServeSettings settings = MisplacedSettings.Apply(ServeSettingsTests.Settings($"--config.file={_file}", "--storage.tsdb.retention.time=15d"));
        Assert.Equal(TimeSpan.FromDays(15), settings.RetentionTime);
    }

    [Fact]
    public void Strict_takes_nothing_from_the_file() =>
        Assert.Equal(TimeSpan.FromDays(15), MisplacedSettings.Apply(ServeSettingsTests.Settings($"--config.file={_file}", "--config.strict")).RetentionTime);
}
