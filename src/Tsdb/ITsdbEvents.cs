namespace Tocsin.Tsdb;

/// <summary>What a store has to tell whoever runs it. Called from any thread; must not block.</summary>
public interface ITsdbEvents
{
    /// <summary>The log has been read.</summary>
    void Replayed(TsdbStatistics statistics);

    /// <summary>Part of the log was damaged; the text says where, what is kept and what was set aside.</summary>
    void Damaged(string what);

    /// <summary>The directory holds something that is not read; the text says what.</summary>
    void NotRead(string what);

    /// <summary>Blocks were made, joined or removed; the text says which and why.</summary>
    void Compacted(string what);

    /// <summary>Compaction, retention or checkpoint failed and will be tried again.</summary>
    void MaintenanceFailed(Exception error);
}

/// <summary>For whoever does not want to know.</summary>
public sealed class SilentTsdbEvents : ITsdbEvents
{
    public static readonly SilentTsdbEvents Instance = new();

    private SilentTsdbEvents()
    {
    }

    public void Replayed(TsdbStatistics statistics)
    {
    }

    public void Damaged(string what)
    {
    }

    public void NotRead(string what)
    {
    }

    public void Compacted(string what)
    {
    }

    public void MaintenanceFailed(Exception error)
    {
    }
}
