using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "payout_value",
                table: "conversions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "position_count",
                table: "conversions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reversed",
                table: "conversions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "sent_codes",
                table: "conversions",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "source_version",
                table: "conversions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "from_net",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "from_partner_id",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "from_payout",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "hit_id",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "conversion_changes",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "to_net",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "to_partner_id",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "to_payout",
                table: "conversion_changes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "conversion_items",
                columns: table => new
                {
                    conversion_id = table.Column<long>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    product_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    category = table.Column<string>(type: "TEXT", nullable: true),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    price = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversion_items", x => new { x.conversion_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "corrections",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    amount_text = table.Column<string>(type: "TEXT", nullable: true),
                    amount = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    conversion_id = table.Column<long>(type: "INTEGER", nullable: true),
                    hit_id = table.Column<long>(type: "INTEGER", nullable: false),
                    door = table.Column<string>(type: "TEXT", nullable: false)
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
