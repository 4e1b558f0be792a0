namespace CouponPortal.Features.Coupons.Import;

/// <summary>The header of each template, and what the page says of its columns.</summary>
public static class ImportTemplates
{
    public static readonly IReadOnlyList<string> Add =
    [
        "offer_id", "affiliate_id", "coupon_code", "status", "visibility", "exclusive", "private_ids", "start_date", "end_date", "description", "is_description_plain_text", "notes",
    ];

    public static readonly IReadOnlyList<string> Update = ["coupon_code_id", "coupon_code", .. Add.Where(c => c != "coupon_code")];

    /// <summary>A column, what it takes, and whether a file that adds must have it.</summary>
    public static readonly IReadOnlyList<(string Column, string Takes, bool Required)> Guide =
    [
        ("offer_id", "The offer's ID.", true),
        ("affiliate_id", "The partner's ID or sign-in e-mail; empty leaves the code unassigned.", true),
        ("coupon_code", "3 to 50 letters and digits.", true),
        ("status", "active or paused (inactive is paused).", true),
        ("visibility", "public, private or exclusive; empty is private.", false),
        ("exclusive", "1 for an exclusive code, else 0 or empty. Its one partner is in private_ids or affiliate_id.", false),
        ("private_ids", "IDs of several partners with semicolons between, e.g. 5;6.", false),
        ("start_date, end_date", "Days as yyyy-mm-dd in the advertiser's time zone, the end day included. A time behind the day is dropped.", false),
        ("description", "For partners, plain text or HTML.", false),
        ("is_description_plain_text", "true or false; empty is true.", false),
        ("notes", "For staff alone.", false),
    ];
}
