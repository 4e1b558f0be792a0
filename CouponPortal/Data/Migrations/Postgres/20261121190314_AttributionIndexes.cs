using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AttributionIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_conversions_exclusive",
                table: "conversions",
                columns: new[] { "advertiser_id", "order_time", "partner_id", "counterfactual_partner_id", "offer_id", "coupon_code", "click_id", "status", "currency", "amount", "payout", "basis", "flags", "id" },
                filter: "(basis = 'exclusive_code' OR COALESCE(partner_id, 0) <> COALESCE(counterfactual_partner_id, 0)) AND (flags & 512) = 0");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_held",
                table: "conversions",
                columns: new[] { "advertiser_id", "status" },
                filter: "outcome = 'ambiguous_offer'");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_suppressed",
                table: "conversions",
                columns: new[] { "advertiser_id", "order_time", "suppressed_partner_id", "offer_id", "coupon_code", "click_id", "status", "currency", "amount", "outcome", "flags", "id" },
                filter: "outcome = 'suppressed' AND suppressed_partner_id IS NOT NULL AND (flags & 512) = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversions_exclusive",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_held",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_suppressed",
                table: "conversions");
        }
    }
}
