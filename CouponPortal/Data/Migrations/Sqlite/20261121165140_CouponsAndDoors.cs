using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CouponPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CouponsAndDoors : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_hits_verdict",
                table: "hits");

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

            migrationBuilder.AddColumn<string>(
                name: "external_code",
                table: "offers",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "batch_id",
                table: "coupons",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "created_by",
                table: "coupons",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

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

            migrationBuilder.AddColumn<string>(
                name: "previous_postback_key",
                table: "advertisers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_secret_until",
                table: "advertisers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_secret_used_at",
                table: "advertisers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_signing_secret",
                table: "advertisers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "secret_used_at",
                table: "advertisers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "catalog_changes",
                columns: table => new
                {
                    subject = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    subject_id = table.Column<int>(type: "INTEGER", nullable: false),
                    other_id = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_changes", x => new { x.version, x.subject, x.subject_id, x.other_id });
                });

            migrationBuilder.CreateTable(
                name: "connections",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    public_id = table.Column<string>(type: "TEXT", nullable: false),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    offer_id = table.Column<int>(type: "INTEGER", nullable: true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: true),
                    previous_secret = table.Column<string>(type: "TEXT", nullable: true),
                    previous_secret_until = table.Column<long>(type: "INTEGER", nullable: true),
                    shop = table.Column<string>(type: "TEXT", nullable: true),
                    order_prefix = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deliveries = table.Column<long>(type: "INTEGER", nullable: false),
                    refused = table.Column<long>(type: "INTEGER", nullable: false),
                    last_delivery_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_verdict = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    last_reason = table.Column<string>(type: "TEXT", nullable: true),
                    last_detail = table.Column<string>(type: "TEXT", nullable: true),
                    last_conversion_id = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connections", x => x.id);
                    table.ForeignKey(
                        name: "fk_connections_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_connections_offer_id",
                        column: x => x.offer_id,
                        principalTable: "offers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

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

            migrationBuilder.CreateTable(
                name: "coupon_batches",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    settings = table.Column<string>(type: "TEXT", nullable: false),
                    all_or_nothing = table.Column<bool>(type: "INTEGER", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_at = table.Column<long>(type: "INTEGER", nullable: true),
                    undone_by = table.Column<string>(type: "TEXT", nullable: false),
                    undone_at = table.Column<long>(type: "INTEGER", nullable: true),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    done = table.Column<int>(type: "INTEGER", nullable: false),
                    created = table.Column<int>(type: "INTEGER", nullable: false),
                    updated = table.Column<int>(type: "INTEGER", nullable: false),
                    unchanged = table.Column<int>(type: "INTEGER", nullable: false),
                    refused = table.Column<int>(type: "INTEGER", nullable: false),
                    first_coupon_id = table.Column<int>(type: "INTEGER", nullable: true),
                    last_coupon_id = table.Column<int>(type: "INTEGER", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupon_batches", x => x.id);
                    table.ForeignKey(
                        name: "fk_coupon_batches_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "feeds",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    offer_id = table.Column<int>(type: "INTEGER", nullable: true),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    format = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    authentication = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: true),
                    secret = table.Column<string>(type: "TEXT", nullable: true),
                    every_minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    e_tag = table.Column<string>(type: "TEXT", nullable: true),
                    last_modified = table.Column<string>(type: "TEXT", nullable: true),
                    seen = table.Column<byte[]>(type: "BLOB", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_status = table.Column<int>(type: "INTEGER", nullable: true),
                    last_result = table.Column<string>(type: "TEXT", nullable: true),
                    last_detail = table.Column<string>(type: "TEXT", nullable: true),
                    last_good_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    last_rows = table.Column<int>(type: "INTEGER", nullable: false),
                    last_accepted = table.Column<int>(type: "INTEGER", nullable: false),
                    last_duplicates = table.Column<int>(type: "INTEGER", nullable: false),
                    last_held = table.Column<int>(type: "INTEGER", nullable: false),
                    last_refused = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feeds", x => x.id);
                    table.ForeignKey(
                        name: "fk_feeds_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_feeds_offer_id",
                        column: x => x.offer_id,
                        principalTable: "offers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_files",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    rows = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    fault_code = table.Column<string>(type: "TEXT", nullable: true),
                    fault = table.Column<string>(type: "TEXT", nullable: true),
                    uploaded_by = table.Column<string>(type: "TEXT", nullable: false),
                    uploaded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_by = table.Column<string>(type: "TEXT", nullable: true),
                    applied_at = table.Column<long>(type: "INTEGER", nullable: true),
                    accepted = table.Column<int>(type: "INTEGER", nullable: false),
                    duplicates = table.Column<int>(type: "INTEGER", nullable: false),
                    held = table.Column<int>(type: "INTEGER", nullable: false),
                    refused = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_files", x => x.id);
                    table.ForeignKey(
                        name: "fk_order_files_advertiser_id",
                        column: x => x.advertiser_id,
                        principalTable: "advertisers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "partner_postbacks",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    partner_id = table.Column<int>(type: "INTEGER", nullable: false),
                    offer_id = table.Column<int>(type: "INTEGER", nullable: true),
                    form = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    moment = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    disabled_reason = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partner_postbacks", x => x.id);
                    table.ForeignKey(
                        name: "fk_partner_postbacks_offer_id",
                        column: x => x.offer_id,
                        principalTable: "offers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_partner_postbacks_partner_id",
                        column: x => x.partner_id,
                        principalTable: "partners",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "postback_messages",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    partner_id = table.Column<int>(type: "INTEGER", nullable: false),
                    postback_id = table.Column<int>(type: "INTEGER", nullable: false),
                    conversion_id = table.Column<long>(type: "INTEGER", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_status = table.Column<int>(type: "INTEGER", nullable: true),
                    last_error = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_postback_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    advertiser_id = table.Column<int>(type: "INTEGER", nullable: false),
                    delivery_id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.advertiser_id, x.delivery_id });
                });

            migrationBuilder.CreateTable(
                name: "connection_facts",
                columns: table => new
                {
                    connection_id = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection_facts", x => new { x.connection_id, x.kind, x.key });
                    table.ForeignKey(
                        name: "fk_connection_facts_connection_id",
                        column: x => x.connection_id,
                        principalTable: "connections",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "coupon_batch_rows",
                columns: table => new
                {
                    batch_id = table.Column<int>(type: "INTEGER", nullable: false),
                    coupon_id = table.Column<int>(type: "INTEGER", nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: false),
                    version_after = table.Column<int>(type: "INTEGER", nullable: false),
                    left = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_coupon_batch_rows", x => new { x.batch_id, x.coupon_id });
                    table.ForeignKey(
                        name: "fk_coupon_batch_rows_batch_id",
                        column: x => x.batch_id,
                        principalTable: "coupon_batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "order_file_contents",
                columns: table => new
                {
                    order_file_id = table.Column<int>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    results = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_file_contents", x => x.order_file_id);
                    table.ForeignKey(
                        name: "fk_order_file_contents_order_file_id",
                        column: x => x.order_file_id,
                        principalTable: "order_files",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

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

            migrationBuilder.CreateIndex(
                name: "ix_coupon_periods_normal_code",
                table: "coupon_periods",
                column: "normal_code");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_advertiser_id_outcome",
                table: "conversions",
                columns: new[] { "advertiser_id", "outcome" },
                filter: "sent_codes <> '' AND (outcome = 'unattributed' OR outcome = 'ambiguous_offer')");

            migrationBuilder.CreateIndex(
                name: "ix_conversions_click_id",
                table: "conversions",
                column: "click_id",
                filter: "click_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_connections_advertiser_id",
                table: "connections",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_connections_offer_id",
                table: "connections",
                column: "offer_id");

            migrationBuilder.CreateIndex(
                name: "ix_connections_public_id",
                table: "connections",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_corrections_advertiser_id_event_target_kind_key",
                table: "corrections",
                columns: new[] { "advertiser_id", "event", "target", "kind", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_corrections_conversion_id",
                table: "corrections",
                column: "conversion_id");

            migrationBuilder.CreateIndex(
                name: "ix_coupon_batches_advertiser_id",
                table: "coupon_batches",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_feeds_advertiser_id",
                table: "feeds",
                column: "advertiser_id");

            migrationBuilder.CreateIndex(
                name: "ix_feeds_due_at",
                table: "feeds",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_feeds_offer_id",
                table: "feeds",
                column: "offer_id");

            migrationBuilder.CreateIndex(
                name: "ix_order_files_advertiser_id_hash",
                table: "order_files",
                columns: new[] { "advertiser_id", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_partner_postbacks_offer_id",
                table: "partner_postbacks",
                column: "offer_id");

            migrationBuilder.CreateIndex(
                name: "ix_partner_postbacks_partner_id",
                table: "partner_postbacks",
                column: "partner_id");

            migrationBuilder.CreateIndex(
                name: "ix_postback_messages_due_at",
                table: "postback_messages",
                column: "due_at",
                filter: "state = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_postback_messages_partner_id_id",
                table: "postback_messages",
                columns: new[] { "partner_id", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_coupons_owner_id",
                table: "coupons",
                column: "owner_id",
                principalTable: "partners",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_coupons_owner_id",
                table: "coupons");

            migrationBuilder.DropTable(
                name: "catalog_changes");

            migrationBuilder.DropTable(
                name: "connection_facts");

            migrationBuilder.DropTable(
                name: "conversion_items");

            migrationBuilder.DropTable(
                name: "corrections");

            migrationBuilder.DropTable(
                name: "coupon_batch_rows");

            migrationBuilder.DropTable(
                name: "feeds");

            migrationBuilder.DropTable(
                name: "order_file_contents");

            migrationBuilder.DropTable(
                name: "partner_postbacks");

            migrationBuilder.DropTable(
                name: "postback_messages");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "connections");

            migrationBuilder.DropTable(
                name: "coupon_batches");

            migrationBuilder.DropTable(
                name: "order_files");

            migrationBuilder.DropIndex(
                name: "ix_hits_conversion_id",
                table: "hits");

            migrationBuilder.DropIndex(
                name: "ix_hits_verdict_reason_door_advertiser_id",
                table: "hits");

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

            migrationBuilder.DropIndex(
                name: "ix_coupon_periods_normal_code",
                table: "coupon_periods");

            migrationBuilder.DropIndex(
                name: "ix_conversions_advertiser_id_outcome",
                table: "conversions");

            migrationBuilder.DropIndex(
                name: "ix_conversions_click_id",
                table: "conversions");

            migrationBuilder.DropColumn(
                name: "external_code",
                table: "offers");

            migrationBuilder.DropColumn(
                name: "batch_id",
                table: "coupons");

            migrationBuilder.DropColumn(
                name: "created_by",
                table: "coupons");

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

            migrationBuilder.DropColumn(
                name: "previous_postback_key",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_secret_until",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_secret_used_at",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "previous_signing_secret",
                table: "advertisers");

            migrationBuilder.DropColumn(
                name: "secret_used_at",
                table: "advertisers");

            migrationBuilder.CreateIndex(
                name: "ix_hits_verdict",
                table: "hits",
                column: "verdict",
                filter: "verdict = 'held'");

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
