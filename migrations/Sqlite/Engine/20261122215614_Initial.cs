using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tocsin.Migrations.Sqlite.Engine
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "engine");

            migrationBuilder.CreateTable(
                name: "alert_events",
                schema: "engine",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    group_file = table.Column<string>(type: "TEXT", nullable: false),
                    group_name = table.Column<string>(type: "TEXT", nullable: false),
                    rule_name = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<long>(type: "INTEGER", nullable: false),
                    labels = table.Column<byte[]>(type: "BLOB", nullable: false),
                    from_state = table.Column<int>(type: "INTEGER", nullable: false),
                    to_state = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<double>(type: "REAL", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "alert_states",
                schema: "engine",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    group_file = table.Column<string>(type: "TEXT", nullable: false),
                    group_name = table.Column<string>(type: "TEXT", nullable: false),
                    rule_name = table.Column<string>(type: "TEXT", nullable: false),
                    rule_identity = table.Column<string>(type: "TEXT", nullable: false),
                    labels = table.Column<byte[]>(type: "BLOB", nullable: false),
                    annotations = table.Column<byte[]>(type: "BLOB", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<double>(type: "REAL", nullable: false),
                    active_at = table.Column<long>(type: "INTEGER", nullable: false),
                    fired_at = table.Column<long>(type: "INTEGER", nullable: false),
                    keep_firing_since = table.Column<long>(type: "INTEGER", nullable: false),
                    last_sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    resolved_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_states", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_alert_events_at",
                schema: "engine",
                table: "alert_events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_alert_events_fingerprint",
                schema: "engine",
                table: "alert_events",
                columns: new[] { "fingerprint", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_alert_states_group",
                schema: "engine",
                table: "alert_states",
                columns: new[] { "group_file", "group_name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alert_events",
                schema: "engine");

            migrationBuilder.DropTable(
                name: "alert_states",
                schema: "engine");
        }
    }
}
