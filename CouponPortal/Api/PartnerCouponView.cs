using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.PartnerPortal.Codes;

namespace CouponPortal.Api;

/// <summary>A coupon as /api/v1 shows it to a partner's key: without the internal note, and of the partners nobody but itself.</summary>
internal sealed record PartnerCouponView(
    int Id, string Code, int AdvertiserId, int OfferId, int? PartnerId, CouponVisibility Visibility, IReadOnlyList<int> PartnerIds, CouponStatus Status,
    DateOnly? StartDate, DateOnly? EndDate, string Description, bool IsDescriptionPlainText, string? TrackingUrl, string? TrackingUrlReason)
{
    public static PartnerCouponView Of(PartnerCode row, string origin)
    {
        var url = row.TrackingUrl(origin);
        return new(
            row.Id, row.Code, row.AdvertiserId, row.OfferId, row.IsOwn ? row.PartnerId : null, row.Visibility, row.Visibility == CouponVisibility.Public ? [] : [row.PartnerId], row.Status,
            row.StartDate, row.EndDate, row.Description, row.IsDescriptionPlainText, url.Url, url.Reason);
    }

    /// <summary>The same filters as for staff; what only staff could match gives nothing.</summary>
    public static async Task<IResult> ListAsync(ApiRequest request, PartnerCodes codes, CouponFilter filter, int me, long? after, int limit)
    {
        var none = filter is not { BatchId: null, Use: null } || (filter.PartnerId is { } partner && partner != me);
        var own = new PartnerCodeFilter(
            OfferId: none ? 0 : filter.OfferId, Code: filter.Code, AdvertiserId: filter.AdvertiserId, Visibility: filter.Visibility, Status: filter.Status, IsOwn: filter.PartnerId is not null);
        return ApiResults.List(await codes.SliceAsync(request.Actor, own, after, limit, request.Cancel), row => Of(row, request.Origin));
    }
}
