using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AuditKeysPrivacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "click_days",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "clicks_kept_from",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "contact_email",
                table: "network_states",
                type: "TEXT",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "export_days",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "hit_days",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "hits_blanked_to",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte[]>(
                name: "logo",
                table: "network_states",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<string>(
                name: "logo_type",
                table: "network_states",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "settings_version",
                table: "network_states",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "created_by",
                table: "api_keys",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "last_used_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "replaces_id",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "revoked_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    last = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_heads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_rows",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    who = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    user_id = table.Column<int>(type: "INTEGER", nullable: true),
                    api_key_id = table.Column<int>(type: "INTEGER", nullable: true),
                    door = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    act = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    subject = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    label = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: true),
                    partner_id = table.Column<int>(type: "INTEGER", nullable: true),
                    batch_id = table.Column<int>(type: "INTEGER", nullable: true),
                    changes = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_rows", x => x.id);
                });

            migrationBuilder.InsertData(
                table: "audit_heads",
                columns: new[] { "id", "hash", "last" },
                values: new object[] { 1, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_advertiser_id",
                table: "api_keys",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_partner_id",
                table: "api_keys",
                column: "partner_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_rows_advertiser_id_id",
                table: "audit_rows",
                columns: new[] { "advertiser_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_rows_at",
                table: "audit_rows",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_rows_subject_subject_id_id",
                table: "audit_rows",
                columns: new[] { "subject", "subject_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_heads");

            migrationBuilder.DropTable(
                name: "audit_rows");

            migrationBuilder.DropIndex(
                name: "ix_api_keys_advertiser_id",
                table: "api_keys");

            migrationBuilder.DropIndex(
                name: "ix_api_keys_partner_id",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "click_days",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "clicks_kept_from",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "contact_email",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "export_days",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "hit_days",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "hits_blanked_to",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "logo",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "logo_type",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "settings_version",
                table: "network_states");

            migrationBuilder.DropColumn(
                name: "created_by",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "last_used_at",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "replaces_id",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "revoked_at",
                table: "api_keys");
        }
    }
}
