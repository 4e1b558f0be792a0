using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BatchUndo : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "first_coupon_id",
                table: "coupon_batches",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "last_coupon_id",
                table: "coupon_batches",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "left",
                table: "coupon_batch_rows",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "first_coupon_id",
                table: "coupon_batches");

            migrationBuilder.DropColumn(
                name: "last_coupon_id",
                table: "coupon_batches");

            migrationBuilder.DropColumn(
                name: "left",
                table: "coupon_batch_rows");
        }
    }
}
