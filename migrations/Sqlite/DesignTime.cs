using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Tocsin.Engine.Persistence;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Migrations.Sqlite;

/// <summary>Lets <c>dotnet ef migrations add NAME --context ENGINE_OR_NOTIFIER --project migrations/Sqlite</c> see the models; never used by the server.</summary>
internal sealed class EngineDesign : IDesignTimeDbContextFactory<EngineDbContext>
{
    public EngineDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<EngineDbContext>()
        .UseSqlite("Data Source=design.db", options => options.MigrationsAssembly("Tocsin.Migrations.Sqlite").MigrationsHistoryTable("migrations")).Options);
}

/// <inheritdoc cref="EngineDesign"/>
internal sealed class NotifierDesign : IDesignTimeDbContextFactory<NotifierDbContext>
{
    public NotifierDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<NotifierDbContext>()
        .UseSqlite("Data Source=design.db", options => options.MigrationsAssembly("Tocsin.Migrations.Sqlite").MigrationsHistoryTable("migrations")).Options);
}
