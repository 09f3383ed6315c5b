using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tocsin.Migrations.Sqlite.Notifier
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notifier_alert_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    labels = table.Column<string>(type: "TEXT", nullable: false),
                    annotations = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_alert_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notifier_alerts",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    labels = table.Column<string>(type: "TEXT", nullable: false),
                    annotations = table.Column<string>(type: "TEXT", nullable: false),
                    generator_url = table.Column<string>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    timeout = table.Column<bool>(type: "INTEGER", nullable: false),
                    resolved = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_alerts", x => x.fingerprint);
                });

            migrationBuilder.CreateTable(
                name: "notifier_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flush_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_key = table.Column<string>(type: "TEXT", nullable: false),
                    route_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_labels = table.Column<string>(type: "TEXT", nullable: false),
                    receiver = table.Column<string>(type: "TEXT", nullable: false),
                    integration = table.Column<string>(type: "TEXT", nullable: false),
                    index = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    firing = table.Column<string>(type: "TEXT", nullable: false),
                    resolved = table.Column<string>(type: "TEXT", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    attempt_count = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<string>(type: "TEXT", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notifier_delivery_alerts",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    delivery_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    resolved = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_delivery_alerts", x => new { x.fingerprint, x.delivery_id });
                });

            migrationBuilder.CreateTable(
                name: "notifier_flush_decisions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_key = table.Column<string>(type: "TEXT", nullable: false),
                    route_id = table.Column<string>(type: "TEXT", nullable: false),
                    receiver = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    alert_count = table.Column<int>(type: "INTEGER", nullable: false),
                    succeeded = table.Column<bool>(type: "INTEGER", nullable: false),
                    verdicts = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_flush_decisions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notifier_groups",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    route_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_key = table.Column<string>(type: "TEXT", nullable: false),
                    labels = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    next_flush_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_flush_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notifier_leases",
                columns: table => new
                {
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_leases", x => x.shard);
                });

            migrationBuilder.CreateTable(
                name: "notifier_notification_log",
                columns: table => new
                {
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    receiver = table.Column<string>(type: "TEXT", nullable: false),
                    integration = table.Column<string>(type: "TEXT", nullable: false),
                    index = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    firing = table.Column<string>(type: "TEXT", nullable: false),
                    resolved = table.Column<string>(type: "TEXT", nullable: false),
                    data = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_notification_log", x => new { x.group_id, x.receiver, x.integration, x.index });
                });

            migrationBuilder.CreateTable(
                name: "notifier_silence_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    matchers = table.Column<string>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: false),
                    annotations = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_silence_versions", x => new { x.id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "notifier_silences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    matchers = table.Column<string>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: false),
                    annotations = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_silences", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_alert_events_at",
                table: "notifier_alert_events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_alert_events_fingerprint_id",
                table: "notifier_alert_events",
                columns: new[] { "fingerprint", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_created_at",
                table: "notifier_deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_group_id_id",
                table: "notifier_deliveries",
                columns: new[] { "group_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_receiver_id",
                table: "notifier_deliveries",
                columns: new[] { "receiver", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_state_id",
                table: "notifier_deliveries",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_delivery_alerts_at",
                table: "notifier_delivery_alerts",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_flush_decisions_at",
                table: "notifier_flush_decisions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_flush_decisions_group_id_id",
                table: "notifier_flush_decisions",
                columns: new[] { "group_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_notification_log_expires_at",
                table: "notifier_notification_log",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notifier_alert_events");

            migrationBuilder.DropTable(
                name: "notifier_alerts");

            migrationBuilder.DropTable(
                name: "notifier_deliveries");

            migrationBuilder.DropTable(
                name: "notifier_delivery_alerts");

            migrationBuilder.DropTable(
                name: "notifier_flush_decisions");

            migrationBuilder.DropTable(
                name: "notifier_groups");

            migrationBuilder.DropTable(
                name: "notifier_leases");

            migrationBuilder.DropTable(
                name: "notifier_notification_log");

            migrationBuilder.DropTable(
                name: "notifier_silence_versions");

            migrationBuilder.DropTable(
                name: "notifier_silences");
        }
    }
}
