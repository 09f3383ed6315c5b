using Microsoft.EntityFrameworkCore;
using Tocsin.Engine.Persistence;

namespace Tocsin.Engine.Tests.Persistence;

/// <summary>A SQLite file of its own. Can be taken away and given back.</summary>
internal sealed class TestDatabase : IDbContextFactory<EngineDbContext>, IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tocsin-engine-{Guid.NewGuid():n}.db");

    public TestDatabase()
    {
        using EngineDbContext database = CreateDbContext();
        database.Database.EnsureCreated();
    }

    public bool Away { get; set; }

    /// <summary>How many contexts were asked for: each save is one.</summary>
    public int Opened { get; private set; }

    public EngineDbContext CreateDbContext()
    {
        if (Away) throw new IOException("connection refused");
        Opened++;
        return new EngineDbContext(new DbContextOptionsBuilder<EngineDbContext>().UseSqlite($"Data Source={_path};Pooling=False").Options);
    }

    public List<AlertStateRow> States()
    {
        using EngineDbContext database = CreateDbContext();
        return [.. database.AlertStates.AsNoTracking()];
    }

    public List<AlertEventRow> Events()
    {
        using EngineDbContext database = CreateDbContext();
        return [.. database.AlertEvents.AsNoTracking().OrderBy(row => row.Id)];
    }

    public void Dispose() => File.Delete(_path);
}
