using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "click_rollups",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    offer_id = table.Column<int>(type: "integer", nullable: false),
                    partner_id = table.Column<int>(type: "integer", nullable: false),
                    coupon_id = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    clicks = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_click_rollups", x => new { x.advertiser_id, x.day, x.offer_id, x.partner_id, x.coupon_id, x.outcome });
                });

            migrationBuilder.CreateTable(
                name: "conversion_rollups",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    offer_id = table.Column<int>(type: "integer", nullable: false),
                    partner_id = table.Column<int>(type: "integer", nullable: false),
                    coupon_id = table.Column<int>(type: "integer", nullable: false),
                    basis = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    clickless = table.Column<bool>(type: "boolean", nullable: false),
                    orders = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reversed = table.Column<long>(type: "bigint", nullable: false),
                    payout = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversion_rollups", x => new { x.advertiser_id, x.day, x.offer_id, x.partner_id, x.coupon_id, x.basis, x.status, x.currency, x.clickless });
                });

            migrationBuilder.CreateTable(
                name: "rollup_states",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    zone = table.Column<string>(type: "text", nullable: false),
                    is_complete = table.Column<bool>(type: "boolean", nullable: false),
                    next_day = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollup_states", x => x.advertiser_id);
                });

            migrationBuilder.InsertData(
                table: "rollup_states",
                columns: new[] { "advertiser_id", "is_complete", "next_day", "version", "zone" },
                values: new object[] { 0, false, null, 0L, "UTC" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "click_rollups");

            migrationBuilder.DropTable(
                name: "conversion_rollups");

            migrationBuilder.DropTable(
                name: "rollup_states");
        }
    }
}
