using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class InboxIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_hits_verdict",
                table: "hits");

            migrationBuilder.CreateIndex(
                name: "ix_hits_conversion_id",
                table: "hits",
                column: "conversion_id",
                filter: "conversion_id IS NOT NULL AND reason IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_hits_verdict_reason_door_advertiser_id",
                table: "hits",
                columns: new[] { "verdict", "reason", "door", "advertiser_id" },
                filter: "verdict = 'held' OR verdict = 'refused'");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_advertiser_id_outcome",
                table: "conversions",
                columns: new[] { "advertiser_id", "outcome" },
                filter: "sent_codes <> '' AND (outcome = 'unattributed' OR outcome = 'ambiguous_offer')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_hits_conversion_id",
                table: "hits");

            migrationBuilder.DropIndex(
                name: "ix_hits_verdict_reason_door_advertiser_id",
                table: "hits");

            migrationBuilder.DropIndex(
                name: "ix_conversions_advertiser_id_outcome",
                table: "conversions");

            migrationBuilder.CreateIndex(
                name: "ix_hits_verdict",
                table: "hits",
                column: "verdict",
                filter: "verdict = 'held'");
        }
    }
}
