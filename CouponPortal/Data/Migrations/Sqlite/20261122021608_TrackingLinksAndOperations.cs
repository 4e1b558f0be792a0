using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TrackingLinksAndOperations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "caps",
                table: "offers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "passed_parameters",
                table: "offers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "smart_switch",
                table: "offers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "targeting",
                table: "offers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "blocks",
                table: "network_states",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "misses_counted_to",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "browser",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "chain",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_held",
                table: "clicks",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_returning",
                table: "clicks",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "os",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "region",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "signs",
                table: "clicks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "typed_code",
                table: "clicks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "order_checks",
                table: "advertisers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "screening",
                table: "advertisers",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "code_leaks",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    coupon_id = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    since_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    recent_orders = table.Column<long>(type: "INTEGER", nullable: false),
                    recent_clickless = table.Column<long>(type: "INTEGER", nullable: false),
                    before_orders = table.Column<long>(type: "INTEGER", nullable: false),
                    before_clickless = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_leaks", x => x.id);
                    table.ForeignKey(
                        name: "fk_code_leaks_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_code_leaks_coupon_id",
                        column: x => x.coupon_id,
                        principalTable: "coupons",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "code_successors",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    partner_id = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    new_code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    new_coupon_id = table.Column<int>(type: "INTEGER", nullable: false),
                    stops_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_successors", x => x.id);
                    table.ForeignKey(
                        name: "fk_code_successors_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_code_successors_partner_id",
                        column: x => x.partner_id,
                        principalTable: "partners",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    node = table.Column<int>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leases", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "missed_codes",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: true),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    visits = table.Column<long>(type: "INTEGER", nullable: false),
                    first_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    referrers = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_missed_codes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "nodes",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    host = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    version = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    figures = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_nodes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tracking_domains",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    host = table.Column<string>(type: "TEXT", maxLength: 253, nullable: false),
                    token = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    verified_at = table.Column<long>(type: "INTEGER", nullable: true),
                    proof = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    failing_since = table.Column<long>(type: "INTEGER", nullable: true),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    fault = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tracking_domains", x => x.id);
                    table.ForeignKey(
                        name: "fk_tracking_domains_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_conversions_on_hold",
                table: "conversions",
                columns: new[] { "status", "advertiser_id", "flags" },
                filter: "flags & 8388608 <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_code_leaks_advertiser_id_state_since_at",
                table: "code_leaks",
                columns: new[] { "advertiser_id", "state", "since_at" });

            migrationBuilder.CreateIndex(
                name: "ix_code_leaks_coupon_id",
                table: "code_leaks",
                column: "coupon_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_code_successors_advertiser_id_code",
                table: "code_successors",
                columns: new[] { "advertiser_id", "code" });

            migrationBuilder.CreateIndex(
                name: "ix_code_successors_partner_id",
                table: "code_successors",
                column: "partner_id");

            migrationBuilder.CreateIndex(
                name: "ix_missed_codes_advertiser_id_code",
                table: "missed_codes",
                columns: new[] { "advertiser_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_missed_codes_state_advertiser_id_visits",
                table: "missed_codes",
                columns: new[] { "state", "advertiser_id", "visits" });

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_advertiser_id",
                table: "tracking_domains",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_due_at",
                table: "tracking_domains",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_tracking_domains_host",
                table: "tracking_domains",
                column: "host",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "code_leaks");

            migrationBuilder.DropTable(
                name: "code_successors");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "missed_codes");

            migrationBuilder.DropTable(
                name: "nodes");

            migrationBuilder.DropTable(
                name: "tracking_domains");

            migrationBuilder.DropIndex(
                name: "ix_conversions_on_hold",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "caps",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "passed_parameters",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "smart_switch",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "targeting",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "blocks",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "misses_counted_to",
                table: "network_states");

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
                name: "typed_code",
                table: "clicks");

            migrationBuilder.DropColumn(
                name: "order_checks",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "screening",
                table: "advertisers");
        }
    }
}
