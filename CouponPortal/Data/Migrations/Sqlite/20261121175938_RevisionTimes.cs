using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RevisionTimes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.AddColumn<long>(
                name: "said_at",
                table: "corrections",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "received_webhooks",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    delivery_id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_received_webhooks", x => new { x.advertiser_id, x.delivery_id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "received_webhooks");

            migrationBuilder.DropColumn(
                name: "said_at",
                table: "corrections");

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    delivery_id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.advertiser_id, x.delivery_id });
                });
        }
    }
}
