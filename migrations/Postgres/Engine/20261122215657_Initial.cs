using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Tocsin.Migrations.Postgres.Engine
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    group_file = table.Column<string>(type: "text", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    rule_name = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<long>(type: "bigint", nullable: false),
                    labels = table.Column<byte[]>(type: "bytea", nullable: false),
                    from_state = table.Column<int>(type: "integer", nullable: false),
                    to_state = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false)
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
                    id = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    group_file = table.Column<string>(type: "text", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    rule_name = table.Column<string>(type: "text", nullable: false),
                    rule_identity = table.Column<string>(type: "text", nullable: false),
                    labels = table.Column<byte[]>(type: "bytea", nullable: false),
                    annotations = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: false),
                    active_at = table.Column<long>(type: "bigint", nullable: false),
                    fired_at = table.Column<long>(type: "bigint", nullable: false),
                    keep_firing_since = table.Column<long>(type: "bigint", nullable: false),
                    last_sent_at = table.Column<long>(type: "bigint", nullable: false),
                    resolved_at = table.Column<long>(type: "bigint", nullable: false)
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
