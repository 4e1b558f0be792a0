using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CouponListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_coupons_advertiser_id_normal_code",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_normal_code",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_offer_id",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_owner_id",
                table: "coupons");

            migrationBuilder.CreateIndex(
                name: "ix_coupons_code",
                table: "coupons",
                columns: new[] { "normal_code", "id", "advertiser_id", "offer_id", "owner_id", "visibility", "status", "starts_at", "ends_at" });

            migrationBuilder.CreateIndex(
                name: "ix_coupons_ends",
                table: "coupons",
                columns: new[] { "ends_at", "id", "advertiser_id", "offer_id", "owner_id", "visibility", "status", "starts_at", "normal_code" });

            migrationBuilder.CreateIndex(
                name: "ix_coupons_offer",
                table: "coupons",
                columns: new[] { "offer_id", "id", "advertiser_id", "owner_id", "visibility", "status", "starts_at", "ends_at", "normal_code" });

            migrationBuilder.CreateIndex(
                name: "ix_coupons_owner",
                table: "coupons",
                columns: new[] { "owner_id", "id", "advertiser_id", "offer_id", "visibility", "status", "starts_at", "ends_at", "normal_code" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_coupons_code",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_ends",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_offer",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "ix_coupons_owner",
                table: "coupons");

            migrationBuilder.CreateIndex(
                name: "ix_coupons_advertiser_id_normal_code",
                table: "coupons",
                columns: new[] { "advertiser_id", "normal_code" });

            migrationBuilder.CreateIndex(
                name: "ix_coupons_normal_code",
                table: "coupons",
                column: "normal_code");

            migrationBuilder.CreateIndex(
                name: "ix_coupons_offer_id",
                table: "coupons",
                column: "offer_id");

            migrationBuilder.CreateIndex(
                name: "ix_coupons_owner_id",
                table: "coupons",
                column: "owner_id");
        }
    }
}
