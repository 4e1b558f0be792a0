namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>What a column of a file can hold.</summary>
public enum ImportField
{
    CouponCodeId,
    OfferId,

    /// <summary>A partner by id or sign-in e-mail.</summary>
    AffiliateId,
    CouponCode,
    Status,
    Visibility,
    Exclusive,

    /// <summary>Partners by id, with semicolons between.</summary>
    PrivateIds,
    StartDate,
    EndDate,
    Description,
    IsDescriptionPlainText,
    Notes,

    /// <summary>Of impact: ALWAYS is Exclusive, the others leave the click path its say.</summary>
    CreditRule,

    /// <summary>Of impact: a literal code; patterns are no codes.</summary>
    MatchMode,
}

/// <summary>The fields by the names that files give them (WIRE, “Coupon CSV”; the columns that Everflow, Pepperjam and impact document).</summary>
public static class ImportFields
{
    // Sure: an id or a value. Loose: the word alone, which beside a sure name is mostly the thing's name for people.
    private static readonly (ImportField Field, string[] Sure, string[] Loose)[] Synonyms =
    [
        (ImportField.CouponCodeId, ["couponcodeid", "couponid", "networkcouponcodeid"], ["id"]),
        (ImportField.OfferId, ["offerid", "oid", "campaignid", "programid", "networkofferid"], ["offer", "campaign", "program"]),
        (ImportField.AffiliateId, ["affiliateid", "affid", "partnerid", "publisherid", "mediaid", "networkaffiliateid"],
            ["affiliateemail", "partneremail", "publisheremail", "affiliate", "partner", "publisher", "email", "login"]),
        (ImportField.CouponCode, ["couponcode", "promocode", "vouchercode", "discountcode"], ["code", "coupon", "promo", "voucher"]),
        (ImportField.Status, ["status", "couponstatus", "couponcodestatus"], ["state"]),
        (ImportField.Visibility, ["visibility", "visibilitystatus"], []),
        (ImportField.Exclusive, ["exclusive", "isexclusive"], ["personalized"]),
        (ImportField.PrivateIds, ["privateids", "partnerids", "publisherids", "affiliateids", "privateaffiliates"], []),
        (ImportField.StartDate, ["startdate", "activestartdate"], ["start", "starts", "validfrom", "begindate", "startsat"]),
        (ImportField.EndDate, ["enddate", "activeenddate"], ["end", "ends", "validto", "validuntil", "expirationdate", "expirydate", "expires", "endsat"]),
        (ImportField.Description, ["description"], ["partnerdescription"]),
        (ImportField.IsDescriptionPlainText, ["isdescriptionplaintext", "descriptionplaintext"], ["plaintext"]),
        (ImportField.Notes, ["notes", "internalnote", "internalnotes"], ["note"]),
        (ImportField.CreditRule, ["creditrule"], []),
        (ImportField.MatchMode, ["matchmode"], []),
    ];

    /// <summary>Columns of the known files that say nothing a coupon keeps, and those that this product adds to its own.</summary>
    private static readonly HashSet<string> Unused = new(
        [
            "errors", "line", "outcome", "advertiser", "advertiserid", "advertisername", "offername", "partnername", "partnernames", "partners", "owner",
            "trackingurl", "trackingurlreason", "version", "createdat", "updatedat", "createdby", "timezone",
            "type", "dealid", "dealname", "deal", "campaignname", "programname", "medianame",
            "name", "url", "link", "promotions", "private", "viewdate", "created", "modified", "category", "categoryids", "restrictions", "networkid", "timecreated", "timesaved", "timedeleted",
        ],
        StringComparer.Ordinal);

    /// <summary>As templates, the API and faults spell it: <c>coupon_code</c>.</summary>
    public static string NameOf(ImportField field) => Domain.SnakeCase.Of(field);

    /// <summary>Without case, blanks, <c>_</c>, and what else people put between words.</summary>
    public static string Normal(string header) =>
        string.Concat(header.Where(c => !char.IsWhiteSpace(c) && c is not ('_' or '-' or '.' or '\uFEFF'))).ToLowerInvariant();

    /// <returns>The field that a header means, and whether the name leaves no doubt; null when it means none.</returns>
    public static (ImportField Field, bool Sure)? Find(string header)
    {
        var normal = Normal(header);
        foreach (var (field, sure, loose) in Synonyms)
        {
            if (sure.Contains(normal, StringComparer.Ordinal))
            {
                return (field, true);
            }

            if (loose.Contains(normal, StringComparer.Ordinal))
            {
                return (field, false);
            }
        }

        return null;
    }

    public static bool IsUnused(string header) => Unused.Contains(Normal(header));

    /// <summary>The column at which a fault of a coupon's field is shown.</summary>
    /// <param name="couponField">As the coupons API spells it.</param>
    public static ImportField? Of(string couponField) => couponField switch
    {
        "code" => ImportField.CouponCode,
        "offer_id" or "advertiser_id" => ImportField.OfferId,
        "partner_id" or "partner_ids" => ImportField.AffiliateId,
        "status" => ImportField.Status,
        "visibility" => ImportField.Visibility,
        "start_date" => ImportField.StartDate,
        "end_date" => ImportField.EndDate,
        "description" => ImportField.Description,
        "is_description_plain_text" => ImportField.IsDescriptionPlainText,
        "internal_note" => ImportField.Notes,
        "id" => ImportField.CouponCodeId,
        _ => null,
    };
}
