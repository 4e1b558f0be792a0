using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Export;

/// <summary>A coupon as a row of a file: the columns of a bulk update, so that the file sent back unchanged changes nothing.</summary>
/// <param name="PartnerIds">Ascending.</param>
public sealed record ExportedCoupon(
    int Id, int OfferId, string Code, CouponStatus Status, CouponVisibility Visibility, IReadOnlyList<int> PartnerIds, DateOnly? StartDate, DateOnly? EndDate,
    string Description, bool IsDescriptionPlainText, string InternalNote)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "coupon_code_id", "offer_id", "affiliate_id", "coupon_code", "status", "visibility", "private_ids", "start_date", "end_date", "description",
        "is_description_plain_text", "notes",
    ];

    /// <summary>One for each of <see cref="Columns"/>; a number is an id, anything else text.</summary>
    public IReadOnlyList<object> Cells =>
    [
        Id,
        OfferId,
        PartnerIds is [var only] ? only : "",
        Code,
        SnakeCase.Of(Status),
        SnakeCase.Of(Visibility),
        PartnerIds.Count > 1 ? string.Join(';', PartnerIds) : "",
        Day(StartDate),
        Day(EndDate),
        Description,
        IsDescriptionPlainText ? "true" : "false",
        InternalNote,
    ];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
