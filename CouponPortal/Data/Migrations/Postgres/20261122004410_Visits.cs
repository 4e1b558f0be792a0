using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Visits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "caps",
                table: "offers",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "smart_switch",
                table: "offers",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "targeting",
                table: "offers",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "browser",
                table: "clicks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "chain",
                table: "clicks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_held",
                table: "clicks",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_returning",
                table: "clicks",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "clicks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "os",
                table: "clicks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "region",
                table: "clicks",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "signs",
                table: "clicks",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "screening",
                table: "advertisers",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "caps",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "smart_switch",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "targeting",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "browser",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "chain",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "is_held",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "is_returning",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "language",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "os",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "region",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "signs",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "screening",
                table: "advertisers");
        }
    }
}
