using Microsoft.EntityFrameworkCore;

namespace Tocsin.Engine.Persistence;

/// <summary>The <c>engine</c> schema: state of alerts and the history of their transitions. Times are ms since the epoch, 0 is never.</summary>
public sealed class EngineDbContext(DbContextOptions<EngineDbContext> options) : DbContext(options)
{
    public const string Schema = "engine";

    internal DbSet<AlertStateRow> AlertStates => Set<AlertStateRow>();

    internal DbSet<AlertEventRow> AlertEvents => Set<AlertEventRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<AlertStateRow>(table =>
        {
            table.ToTable("alert_states").HasKey(row => row.Id);
            table.Property(row => row.Id).HasColumnName("id").HasMaxLength(32);
            table.Property(row => row.GroupFile).HasColumnName("group_file");
            table.Property(row => row.GroupName).HasColumnName("group_name");
            table.Property(row => row.RuleName).HasColumnName("rule_name");
            table.Property(row => row.RuleIdentity).HasColumnName("rule_identity");
            table.Property(row => row.Labels).HasColumnName("labels");
            table.Property(row => row.Annotations).HasColumnName("annotations");
            table.Property(row => row.State).HasColumnName("state");
            table.Property(row => row.Value).HasColumnName("value");
            table.Property(row => row.ActiveAt).HasColumnName("active_at");
            table.Property(row => row.FiredAt).HasColumnName("fired_at");
            table.Property(row => row.KeepFiringSince).HasColumnName("keep_firing_since");
            table.Property(row => row.LastSentAt).HasColumnName("last_sent_at");
            table.Property(row => row.ResolvedAt).HasColumnName("resolved_at");
            table.HasIndex(row => new { row.GroupFile, row.GroupName }).HasDatabaseName("ix_alert_states_group");
        });
        modelBuilder.Entity<AlertEventRow>(table =>
        {
            table.ToTable("alert_events").HasKey(row => row.Id);
            table.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
            table.Property(row => row.At).HasColumnName("at");
            table.Property(row => row.GroupFile).HasColumnName("group_file");
            table.Property(row => row.GroupName).HasColumnName("group_name");
            table.Property(row => row.RuleName).HasColumnName("rule_name");
            table.Property(row => row.Fingerprint).HasColumnName("fingerprint");
            table.Property(row => row.Labels).HasColumnName("labels");
            table.Property(row => row.FromState).HasColumnName("from_state");
            table.Property(row => row.ToState).HasColumnName("to_state");
            table.Property(row => row.Value).HasColumnName("value");
            table.Property(row => row.Reason).HasColumnName("reason");
            table.HasIndex(row => row.At).HasDatabaseName("ix_alert_events_at");
            table.HasIndex(row => new { row.Fingerprint, row.At }).HasDatabaseName("ix_alert_events_fingerprint");
        });
    }
}
