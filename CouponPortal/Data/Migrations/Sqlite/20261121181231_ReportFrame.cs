using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReportFrame : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    owner_id = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    page = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    query = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    is_shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    owner_id = table.Column<int>(type: "INTEGER", nullable: false),
                    saved_view_id = table.Column<int>(type: "INTEGER", nullable: false),
                    rhythm = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    weekday = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    day_of_month = table.Column<int>(type: "INTEGER", nullable: false),
                    time_of_day = table.Column<int>(type: "INTEGER", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    format = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    target = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    scheduled_export_id = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    rows = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    error = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    file_until = table.Column<long>(type: "INTEGER", nullable: true)
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

            migrationBuilder.CreateIndex(
                name: "ix_conversions_order_time",
                table: "conversions",
                column: "order_time");

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
                name: "export_runs");

            migrationBuilder.DropTable(
                name: "scheduled_exports");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropIndex(
                name: "ix_conversions_order_time",
                table: "conversions");
        }
    }
}
