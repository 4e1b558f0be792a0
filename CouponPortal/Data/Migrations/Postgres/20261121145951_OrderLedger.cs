using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OrderLedger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "payout_type",
                table: "conversions",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "payout_value",
                table: "conversions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "position_count",
                table: "conversions",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reversed",
                table: "conversions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "sent_codes",
                table: "conversions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "source_version",
                table: "conversions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "from_net",
                table: "conversion_changes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "from_partner_id",
                table: "conversion_changes",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "from_payout",
                table: "conversion_changes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "hit_id",
                table: "conversion_changes",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "conversion_changes",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "to_net",
                table: "conversion_changes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "to_partner_id",
                table: "conversion_changes",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "to_payout",
                table: "conversion_changes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "conversion_items",
                columns: table => new
                {
                    conversion_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    product_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    category = table.Column<string>(type: "text", nullable: true),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    price = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversion_items", x => new { x.conversion_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "corrections",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount_text = table.Column<string>(type: "text", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    conversion_id = table.Column<long>(type: "bigint", nullable: true),
                    hit_id = table.Column<long>(type: "bigint", nullable: false),
                    door = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_corrections", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_conversions_click_id",
                table: "conversions",
                column: "click_id",
                filter: "click_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_corrections_advertiser_id_event_target_kind_key",
                table: "corrections",
                columns: new[] { "advertiser_id", "event", "target", "kind", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_corrections_conversion_id",
                table: "corrections",
                column: "conversion_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "conversion_items");

            migrationBuilder.DropTable(
                name: "corrections");

            migrationBuilder.DropIndex(
                name: "ix_conversions_click_id",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "payout_type",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "payout_value",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "position_count",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "reversed",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "sent_codes",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "source_version",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "from_net",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "from_partner_id",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "from_payout",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "hit_id",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "to_net",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "to_partner_id",
                table: "conversion_changes");

            migrationBuilder.DropColumn(
                name: "to_payout",
                table: "conversion_changes");
        }
    }
}
