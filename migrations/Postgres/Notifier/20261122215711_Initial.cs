using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tocsin.Migrations.Postgres.Notifier
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "notifier");

            migrationBuilder.CreateTable(
                name: "alert_events",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    starts_at = table.Column<long>(type: "bigint", nullable: false),
                    labels = table.Column<string>(type: "text", nullable: false),
                    annotations = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "alerts",
                schema: "notifier",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    labels = table.Column<string>(type: "text", nullable: false),
                    annotations = table.Column<string>(type: "text", nullable: false),
                    generator_url = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    timeout = table.Column<bool>(type: "boolean", nullable: false),
                    resolved = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alerts", x => x.fingerprint);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    flush_id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<string>(type: "text", nullable: false),
                    group_key = table.Column<string>(type: "text", nullable: false),
                    route_id = table.Column<string>(type: "text", nullable: false),
                    group_labels = table.Column<string>(type: "text", nullable: false),
                    receiver = table.Column<string>(type: "text", nullable: false),
                    integration = table.Column<string>(type: "text", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true),
                    firing = table.Column<string>(type: "text", nullable: false),
                    resolved = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: true),
                    attempt_count = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "delivery_alerts",
                schema: "notifier",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    resolved = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delivery_alerts", x => new { x.fingerprint, x.delivery_id });
                });

            migrationBuilder.CreateTable(
                name: "flush_decisions",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<string>(type: "text", nullable: false),
                    group_key = table.Column<string>(type: "text", nullable: false),
                    route_id = table.Column<string>(type: "text", nullable: false),
                    receiver = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    alert_count = table.Column<int>(type: "integer", nullable: false),
                    succeeded = table.Column<bool>(type: "boolean", nullable: false),
                    verdicts = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_flush_decisions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    shard = table.Column<int>(type: "integer", nullable: false),
                    route_id = table.Column<string>(type: "text", nullable: false),
                    group_key = table.Column<string>(type: "text", nullable: false),
                    labels = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    next_flush_at = table.Column<long>(type: "bigint", nullable: false),
                    last_flush_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                schema: "notifier",
                columns: table => new
                {
                    shard = table.Column<int>(type: "integer", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => x.shard);
                });

            migrationBuilder.CreateTable(
                name: "notification_log",
                schema: "notifier",
                columns: table => new
                {
                    group_id = table.Column<string>(type: "text", nullable: false),
                    receiver = table.Column<string>(type: "text", nullable: false),
                    integration = table.Column<string>(type: "text", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    firing = table.Column<string>(type: "text", nullable: false),
                    resolved = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_log", x => new { x.group_id, x.receiver, x.integration, x.index });
                });

            migrationBuilder.CreateTable(
                name: "silence_versions",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    matchers = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false),
                    annotations = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_silence_versions", x => new { x.id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "silences",
                schema: "notifier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    matchers = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false),
                    annotations = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_silences", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_at",
                schema: "notifier",
                table: "alert_events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_fingerprint_id",
                schema: "notifier",
                table: "alert_events",
                columns: new[] { "fingerprint", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_created_at",
                schema: "notifier",
                table: "deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_group_id_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "group_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_receiver_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "receiver", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_state_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_delivery_alerts_at",
                schema: "notifier",
                table: "delivery_alerts",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_flush_decisions_at",
                schema: "notifier",
                table: "flush_decisions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_flush_decisions_group_id_id",
                schema: "notifier",
                table: "flush_decisions",
                columns: new[] { "group_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notification_log_expires_at",
                schema: "notifier",
                table: "notification_log",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alert_events",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "alerts",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "deliveries",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "delivery_alerts",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "flush_decisions",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "groups",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "leases",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "notification_log",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "silence_versions",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "silences",
                schema: "notifier");
        }
    }
}
