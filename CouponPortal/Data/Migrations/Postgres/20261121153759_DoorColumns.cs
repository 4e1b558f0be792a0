using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DoorColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "external_code",
                table: "offers",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_postback_key",
                table: "advertisers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_secret_until",
                table: "advertisers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_secret_used_at",
                table: "advertisers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_signing_secret",
                table: "advertisers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "secret_used_at",
                table: "advertisers",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    delivery_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    body_hash = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.advertiser_id, x.delivery_id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropColumn(
                name: "external_code",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "previous_postback_key",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_secret_until",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_secret_used_at",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_signing_secret",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "secret_used_at",
                table: "advertisers");
        }
    }
}
