using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tocsin.Migrations.Postgres.Notifier
{
    /// <inheritdoc />
    public partial class History : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notification_log_expires_at",
                schema: "notifier",
                table: "notification_log");

            migrationBuilder.DropIndex(
                name: "IX_flush_decisions_at",
                schema: "notifier",
                table: "flush_decisions");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_created_at",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_state_id",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_alert_events_at",
                schema: "notifier",
                table: "alert_events");

            migrationBuilder.AddColumn<string>(
                name: "changed_by",
                schema: "notifier",
                table: "silences",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "changed_by",
                schema: "notifier",
                table: "silence_versions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "kept_until",
                schema: "notifier",
                table: "notification_log",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "opened",
                schema: "notifier",
                table: "notification_log",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "common_labels",
                schema: "notifier",
                table: "deliveries",
                type: "text",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "notifier",
                table: "deliveries",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Flush");

            migrationBuilder.AddColumn<string>(
                name: "requested_by",
                schema: "notifier",
                table: "deliveries",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "result",
                schema: "notifier",
                table: "deliveries",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Failed");

            migrationBuilder.AddColumn<Guid>(
                name: "retry_of",
                schema: "notifier",
                table: "deliveries",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "route_labels",
                schema: "notifier",
                table: "deliveries",
                type: "text",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "title",
                schema: "notifier",
                table: "deliveries",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "ends_at",
                schema: "notifier",
                table: "alert_events",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "generator_url",
                schema: "notifier",
                table: "alert_events",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "name",
                schema: "notifier",
                table: "alert_events",
                type: "text",
                nullable: false,
                defaultValue: "");

            // What was stored before gets what the new columns would have said; decisions have another form, and are made anew by the next flushes.
            migrationBuilder.Sql("UPDATE notifier.notification_log SET kept_until = expires_at");
            migrationBuilder.Sql("UPDATE notifier.deliveries SET result = CASE state WHEN 'Sending' THEN 'Sending' WHEN 'Delivered' THEN 'Delivered' ELSE 'Failed' END, common_labels = group_labels, title = coalesce(message::json ->> 'title', '')");
            migrationBuilder.Sql("UPDATE notifier.alert_events SET ends_at = at, name = coalesce(labels::json ->> 'alertname', '')");
            migrationBuilder.Sql("DELETE FROM notifier.flush_decisions");

            migrationBuilder.CreateTable(
                name: "delivery_failures",
                schema: "notifier",
                columns: table => new
                {
                    group_id = table.Column<string>(type: "text", nullable: false),
                    receiver = table.Column<string>(type: "text", nullable: false),
                    integration = table.Column<string>(type: "text", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<string>(type: "text", nullable: false),
                    route_id = table.Column<string>(type: "text", nullable: false),
                    group_labels = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<long>(type: "bigint", nullable: false),
                    trying_until = table.Column<long>(type: "bigint", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    error = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delivery_failures", x => new { x.group_id, x.receiver, x.integration, x.index });
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                schema: "notifier",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    group_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_members", x => new { x.fingerprint, x.group_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_silence_versions_updated_at",
                schema: "notifier",
                table: "silence_versions",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "IX_notification_log_kept_until",
                schema: "notifier",
                table: "notification_log",
                column: "kept_until");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_receiver_result_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "receiver", "result", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_result_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "result", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_name_id",
                schema: "notifier",
                table: "alert_events",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_delivery_failures_delivery_id",
                schema: "notifier",
                table: "delivery_failures",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "IX_group_members_at",
                schema: "notifier",
                table: "group_members",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "delivery_failures",
                schema: "notifier");

            migrationBuilder.DropTable(
                name: "group_members",
                schema: "notifier");

            migrationBuilder.DropIndex(
                name: "IX_silence_versions_updated_at",
                schema: "notifier",
                table: "silence_versions");

            migrationBuilder.DropIndex(
                name: "IX_notification_log_kept_until",
                schema: "notifier",
                table: "notification_log");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_receiver_result_id",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_deliveries_result_id",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "IX_alert_events_name_id",
                schema: "notifier",
                table: "alert_events");

            migrationBuilder.DropColumn(
                name: "changed_by",
                schema: "notifier",
                table: "silences");

            migrationBuilder.DropColumn(
                name: "changed_by",
                schema: "notifier",
                table: "silence_versions");

            migrationBuilder.DropColumn(
                name: "kept_until",
                schema: "notifier",
                table: "notification_log");

            migrationBuilder.DropColumn(
                name: "opened",
                schema: "notifier",
                table: "notification_log");

            migrationBuilder.DropColumn(
                name: "common_labels",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "requested_by",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "result",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "retry_of",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "route_labels",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "title",
                schema: "notifier",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "ends_at",
                schema: "notifier",
                table: "alert_events");

            migrationBuilder.DropColumn(
                name: "generator_url",
                schema: "notifier",
                table: "alert_events");

            migrationBuilder.DropColumn(
                name: "name",
                schema: "notifier",
                table: "alert_events");

            migrationBuilder.CreateIndex(
                name: "IX_notification_log_expires_at",
                schema: "notifier",
                table: "notification_log",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_flush_decisions_at",
                schema: "notifier",
                table: "flush_decisions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_created_at",
                schema: "notifier",
                table: "deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_state_id",
                schema: "notifier",
                table: "deliveries",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_at",
                schema: "notifier",
                table: "alert_events",
                column: "at");
        }
    }
}
