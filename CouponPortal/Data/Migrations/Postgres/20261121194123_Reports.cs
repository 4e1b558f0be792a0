using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CouponPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "said_at",
                table: "corrections",
                type: "bigint",
                nullable: true);

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
                name: "received_webhooks",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "integer", nullable: false),
                    delivery_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    body_hash = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_received_webhooks", x => new { x.advertiser_id, x.delivery_id });
                });

            // Not a new table but another name: what was received stays known.
            migrationBuilder.Sql("INSERT INTO received_webhooks (advertiser_id, delivery_id, body_hash, received_at) SELECT advertiser_id, delivery_id, body_hash, received_at FROM webhook_deliveries;");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

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

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    page = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    query = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    is_shared = table.Column<bool>(type: "boolean", nullable: false),
                    advertiser_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                    table.ForeignKey(
                        name: "fk_saved_views_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_saved_views_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scheduled_exports",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    saved_view_id = table.Column<int>(type: "integer", nullable: false),
                    rhythm = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    weekday = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    day_of_month = table.Column<int>(type: "integer", nullable: false),
                    time_of_day = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    target = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    secret = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scheduled_exports", x => x.id);
                    table.ForeignKey(
                        name: "fk_scheduled_exports_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_scheduled_exports_saved_view_id",
                        column: x => x.saved_view_id,
                        principalTable: "saved_views",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "export_runs",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    scheduled_export_id = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: true),
                    error = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    file_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_export_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_export_runs_scheduled_export_id",
                        column: x => x.scheduled_export_id,
                        principalTable: "scheduled_exports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "rollup_states",
                columns: new[] { "advertiser_id", "is_complete", "next_day", "version", "zone" },
                values: new object[] { 0, false, null, 0L, "UTC" });

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
                name: "ix_conversions_order_time",
                table: "conversions",
                column: "order_time");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_suppressed",
                table: "conversions",
                columns: new[] { "advertiser_id", "order_time", "suppressed_partner_id", "offer_id", "coupon_code", "click_id", "status", "currency", "amount", "outcome", "flags", "id" },
                filter: "outcome = 'suppressed' AND suppressed_partner_id IS NOT NULL AND (flags & 512) = 0");

            migrationBuilder.CreateIndex(
                name: "ix_export_runs_file_until",
                table: "export_runs",
                column: "file_until",
                filter: "file_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_export_runs_scheduled_export_id_id",
                table: "export_runs",
                columns: new[] { "scheduled_export_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_advertiser_id",
                table: "saved_views",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_owner_id_page_name",
                table: "saved_views",
                columns: new[] { "owner_id", "page", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_page",
                table: "saved_views",
                column: "page");

            migrationBuilder.CreateIndex(
                name: "ix_scheduled_exports_due_at",
                table: "scheduled_exports",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_scheduled_exports_owner_id",
                table: "scheduled_exports",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_scheduled_exports_saved_view_id",
                table: "scheduled_exports",
                column: "saved_view_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "click_rollups");

            migrationBuilder.DropTable(
                name: "conversion_rollups");

            migrationBuilder.DropTable(
                name: "export_runs");

            migrationBuilder.DropTable(
                name: "received_webhooks");

            migrationBuilder.DropTable(
                name: "rollup_states");

            migrationBuilder.DropTable(
                name: "scheduled_exports");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropIndex(
                name: "ix_conversions_exclusive",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_held",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_order_time",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_suppressed",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "said_at",
                table: "corrections");

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
    }
}
