using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Tocsin.Engine.Persistence;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Migrations.Postgres;

/// <summary>Lets <c>dotnet ef migrations add NAME --context ENGINE_OR_NOTIFIER --project migrations/Postgres</c> see the models; never used by the server.</summary>
internal sealed class EngineDesign : IDesignTimeDbContextFactory<EngineDbContext>
{
    public EngineDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<EngineDbContext>()
        .UseNpgsql("Host=localhost;Database=design", options => options.MigrationsAssembly("Tocsin.Migrations.Postgres").MigrationsHistoryTable("migrations", "engine")).Options);
}

/// <inheritdoc cref="EngineDesign"/>
internal sealed class NotifierDesign : IDesignTimeDbContextFactory<NotifierDbContext>
{
    public NotifierDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<NotifierDbContext>()
        .UseNpgsql("Host=localhost;Database=design", options => options.MigrationsAssembly("Tocsin.Migrations.Postgres").MigrationsHistoryTable("migrations", "notifier")).Options);
}
