using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tocsin.Migrations.Sqlite.Notifier
{
    /// <inheritdoc />
    public partial class History : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notifier_notification_log_expires_at",
                table: "notifier_notification_log");

            migrationBuilder.DropIndex(
                name: "IX_notifier_flush_decisions_at",
                table: "notifier_flush_decisions");

            migrationBuilder.DropIndex(
                name: "IX_notifier_deliveries_created_at",
                table: "notifier_deliveries");

            migrationBuilder.DropIndex(
                name: "IX_notifier_deliveries_state_id",
                table: "notifier_deliveries");

            migrationBuilder.DropIndex(
                name: "IX_notifier_alert_events_at",
                table: "notifier_alert_events");

            migrationBuilder.AddColumn<string>(
                name: "changed_by",
                table: "notifier_silences",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "changed_by",
                table: "notifier_silence_versions",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "kept_until",
                table: "notifier_notification_log",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "opened",
                table: "notifier_notification_log",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "common_labels",
                table: "notifier_deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "notifier_deliveries",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Flush");

            migrationBuilder.AddColumn<string>(
                name: "requested_by",
                table: "notifier_deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "result",
                table: "notifier_deliveries",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Failed");

            migrationBuilder.AddColumn<Guid>(
                name: "retry_of",
                table: "notifier_deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "route_labels",
                table: "notifier_deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "title",
                table: "notifier_deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "ends_at",
                table: "notifier_alert_events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "generator_url",
                table: "notifier_alert_events",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "notifier_alert_events",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            // What was stored before gets what the new columns would have said; decisions have another form, and are made anew by the next flushes.
            migrationBuilder.Sql("UPDATE notifier_notification_log SET kept_until = expires_at");
            migrationBuilder.Sql("UPDATE notifier_deliveries SET result = CASE state WHEN 'Sending' THEN 'Sending' WHEN 'Delivered' THEN 'Delivered' ELSE 'Failed' END, common_labels = group_labels, title = coalesce(json_extract(message, '$.title'), '')");
            migrationBuilder.Sql("UPDATE notifier_alert_events SET ends_at = at, name = coalesce(json_extract(labels, '$.alertname'), '')");
            migrationBuilder.Sql("DELETE FROM notifier_flush_decisions");

            migrationBuilder.CreateTable(
                name: "notifier_delivery_failures",
                columns: table => new
                {
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    receiver = table.Column<string>(type: "TEXT", nullable: false),
                    integration = table.Column<string>(type: "TEXT", nullable: false),
                    index = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<string>(type: "TEXT", nullable: false),
                    route_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_labels = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    trying_until = table.Column<long>(type: "INTEGER", nullable: false),
                    delivery_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_delivery_failures", x => new { x.group_id, x.receiver, x.integration, x.index });
                });

            migrationBuilder.CreateTable(
                name: "notifier_group_members",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifier_group_members", x => new { x.fingerprint, x.group_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_silence_versions_updated_at",
                table: "notifier_silence_versions",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_notification_log_kept_until",
                table: "notifier_notification_log",
                column: "kept_until");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_receiver_result_id",
                table: "notifier_deliveries",
                columns: new[] { "receiver", "result", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_result_id",
                table: "notifier_deliveries",
                columns: new[] { "result", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_alert_events_name_id",
                table: "notifier_alert_events",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_delivery_failures_delivery_id",
                table: "notifier_delivery_failures",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_group_members_at",
                table: "notifier_group_members",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notifier_delivery_failures");

            migrationBuilder.DropTable(
                name: "notifier_group_members");

            migrationBuilder.DropIndex(
                name: "IX_notifier_silence_versions_updated_at",
                table: "notifier_silence_versions");

            migrationBuilder.DropIndex(
                name: "IX_notifier_notification_log_kept_until",
                table: "notifier_notification_log");

            migrationBuilder.DropIndex(
                name: "IX_notifier_deliveries_receiver_result_id",
                table: "notifier_deliveries");

            migrationBuilder.DropIndex(
                name: "IX_notifier_deliveries_result_id",
                table: "notifier_deliveries");

            migrationBuilder.DropIndex(
                name: "IX_notifier_alert_events_name_id",
                table: "notifier_alert_events");

            migrationBuilder.DropColumn(
                name: "changed_by",
                table: "notifier_silences");

            migrationBuilder.DropColumn(
                name: "changed_by",
                table: "notifier_silence_versions");

            migrationBuilder.DropColumn(
                name: "kept_until",
                table: "notifier_notification_log");

            migrationBuilder.DropColumn(
                name: "opened",
                table: "notifier_notification_log");

            migrationBuilder.DropColumn(
                name: "common_labels",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "requested_by",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "result",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "retry_of",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "route_labels",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "title",
                table: "notifier_deliveries");

            migrationBuilder.DropColumn(
                name: "ends_at",
                table: "notifier_alert_events");

            migrationBuilder.DropColumn(
                name: "generator_url",
                table: "notifier_alert_events");

            migrationBuilder.DropColumn(
                name: "name",
                table: "notifier_alert_events");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_notification_log_expires_at",
                table: "notifier_notification_log",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_flush_decisions_at",
                table: "notifier_flush_decisions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_created_at",
                table: "notifier_deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_notifier_deliveries_state_id",
                table: "notifier_deliveries",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_notifier_alert_events_at",
                table: "notifier_alert_events",
                column: "at");
        }
    }
}
