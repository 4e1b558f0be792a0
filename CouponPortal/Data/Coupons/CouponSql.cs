namespace CouponPortal.Data.Coupons;

/// <summary>Columns and statements of bulk acts, once for both engines. A test compares the columns with the EF model.</summary>
internal static class CouponSql
{
    /// <summary>What a change may give another value.</summary>
    private const string Editable =
        "offer_id, code, normal_code, visibility, status, owner_id, start_date, end_date, starts_at, ends_at, description, is_description_plain_text, internal_note, updated_at, version";

    public const string Columns = $"id, advertiser_id, created_at, created_by, batch_id, {Editable}";

    public const string PartnerColumns = "coupon_id, partner_id";

    public const string PeriodColumns = "coupon_id, \"from\", normal_code, offer_id, visibility, status, starts_at, ends_at, partner_ids, changed_by, changed_at";

    public const string RowColumns = "batch_id, coupon_id, before, version_after, \"left\"";

    public const string RowAgain = "ON CONFLICT (batch_id, coupon_id) DO UPDATE SET before = excluded.before, version_after = excluded.version_after, \"left\" = excluded.\"left\"";

    public static readonly string[] EditableColumns = Editable.Split(", ");

    public const string Approve =
        "INSERT INTO approvals (offer_id, partner_id, status, updated_at) VALUES (?, ?, 'approved', ?) "
        + "ON CONFLICT (offer_id, partner_id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at";

    public const string OpenApproval =
        "INSERT INTO approval_periods (offer_id, partner_id, \"from\", until) "
        + "SELECT o.id, p.id, CASE WHEN EXISTS (SELECT 1 FROM approval_periods a WHERE a.offer_id = o.id AND a.partner_id = p.id) THEN ? ELSE ? END, NULL "
        + "FROM offers o, partners p WHERE o.id = ? AND p.id = ? "
        + "AND NOT EXISTS (SELECT 1 FROM approval_periods a WHERE a.offer_id = o.id AND a.partner_id = p.id AND a.until IS NULL)";

    public static string Values(string columns) => $"({string.Join(", ", columns.Split(", ").Select(_ => "?"))})";
}
