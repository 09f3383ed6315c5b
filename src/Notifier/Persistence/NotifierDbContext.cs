using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// The Notifier's tables: schema <c>notifier</c> on Postgres; SQLite has no schemas, so names carry the prefix <c>notifier_</c> there. Moments are
/// 100 ns since 1970, so that they come back exactly on both; JSON is text.
/// </summary>
public sealed class NotifierDbContext(DbContextOptions<NotifierDbContext> options) : DbContext(options)
{
    private bool IsSqlite => Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MomentConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Alerts(modelBuilder);
        Groups(modelBuilder);
        Deliveries(modelBuilder);
        Silences(modelBuilder);
        modelBuilder.Entity<LeaseRow>(row =>
        {
            Table(row, "leases");
            row.HasKey(lease => lease.Shard);
            row.Property(lease => lease.Shard).ValueGeneratedNever();
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(SnakeCase(property.Name));
    }

    private void Alerts(ModelBuilder model)
    {
        model.Entity<AlertRow>(row =>
        {
            Table(row, "alerts");
            row.HasKey(alert => alert.Fingerprint);
            row.Property(alert => alert.Fingerprint).HasMaxLength(16);
        });
        model.Entity<AlertEventRow>(row =>
        {
            Table(row, "alert_events");
            row.Property(@event => @event.Id).ValueGeneratedNever();
            row.Property(@event => @event.Fingerprint).HasMaxLength(16);
            row.HasIndex(@event => new { @event.Fingerprint, @event.Id });
            row.HasIndex(@event => new { @event.Name, @event.Id });
        });
    }

    private void Groups(ModelBuilder model)
    {
        model.Entity<GroupRow>(row => Table(row, "groups"));
        model.Entity<NotificationLogRow>(row =>
        {
            Table(row, "notification_log");
            row.HasKey(entry => new { entry.GroupId, entry.Receiver, entry.Integration, entry.Index });
            row.HasIndex(entry => entry.KeptUntil);
        });
        model.Entity<FlushDecisionRow>(row =>
        {
            Table(row, "flush_decisions");
            row.Property(decision => decision.Id).ValueGeneratedNever();
            row.HasIndex(decision => new { decision.GroupId, decision.Id });
        });
        model.Entity<GroupMemberRow>(row =>
        {
            Table(row, "group_members");
            row.HasKey(member => new { member.Fingerprint, member.GroupId });
            row.Property(member => member.Fingerprint).HasMaxLength(16);
            row.HasIndex(member => member.At);
        });
    }

    private void Deliveries(ModelBuilder model)
    {
        model.Entity<DeliveryRow>(row =>
        {
            Table(row, "deliveries");
            row.Property(delivery => delivery.Id).ValueGeneratedNever();
            row.HasIndex(delivery => new { delivery.Receiver, delivery.Id });
            row.HasIndex(delivery => new { delivery.GroupId, delivery.Id });
            row.HasIndex(delivery => new { delivery.Result, delivery.Id });
            row.HasIndex(delivery => new { delivery.Receiver, delivery.Result, delivery.Id });
        });
        model.Entity<DeliveryFailureRow>(row =>
        {
            Table(row, "delivery_failures");
            row.HasKey(failure => new { failure.GroupId, failure.Receiver, failure.Integration, failure.Index });
            row.HasIndex(failure => failure.DeliveryId);
        });
        model.Entity<DeliveryAlertRow>(row =>
        {
            Table(row, "delivery_alerts");
            row.HasKey(link => new { link.Fingerprint, link.DeliveryId });
            row.HasIndex(link => link.At);
        });
    }

    private void Silences(ModelBuilder model)
    {
        model.Entity<SilenceRow>(row =>
        {
            Table(row, "silences");
            row.Property(silence => silence.Id).ValueGeneratedNever();
        });
        model.Entity<SilenceVersionRow>(row =>
        {
            Table(row, "silence_versions");
            row.HasKey(version => new { version.Id, version.Version });
            row.HasIndex(version => version.UpdatedAt);
        });
    }

    private void Table<T>(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> row, string name)
        where T : class
    {
        if (IsSqlite) row.ToTable("notifier_" + name);
        else row.ToTable(name, "notifier");
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private sealed class MomentConverter() : ValueConverter<DateTimeOffset, long>(
        moment => moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks,
        ticks => new DateTimeOffset(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero));
}
