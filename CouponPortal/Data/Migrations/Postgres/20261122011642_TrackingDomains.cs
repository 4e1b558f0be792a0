using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TrackingDomains : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "passed_parameters",
                table: "offers",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "tracking_domains",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    host = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: false),
                    token = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    verified_at = table.Column<long>(type: "bigint", nullable: true),
                    proof = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    failing_since = table.Column<long>(type: "bigint", nullable: true),
                    checked_at = table.Column<long>(type: "bigint", nullable: true),
                    fault = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    due_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tracking_domains", x => x.id);
                    table.ForeignKey(
                        name: "fk_tracking_domains_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_advertiser_id",
                table: "tracking_domains",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_due_at",
                table: "tracking_domains",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_host",
                table: "tracking_domains",
                column: "host",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tracking_domains");

            migrationBuilder.DropColumn(
                name: "passed_parameters",
                table: "offers");
        }
    }
}
