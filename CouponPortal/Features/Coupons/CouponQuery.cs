using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons;

/// <summary>The list's filters as they stand in the address: a view can be shared, reloaded and gone back to.</summary>
public sealed record CouponQuery
{
    public string? Text { get; set; }
    public int? AdvertiserId { get; set; }
    public int? OfferId { get; set; }
    public int? PartnerId { get; set; }
    public CouponVisibility? Visibility { get; set; }
    public CouponState? State { get; set; }

    public bool Any => this != new CouponQuery();

    public CouponFilter Filter => new(Text, AdvertiserId: AdvertiserId, OfferId: OfferId, PartnerId: PartnerId, Visibility: Visibility, State: State);

    /// <summary>What an address says; values that nothing could match count as no filter.</summary>
    public static CouponQuery Of(string? text, string? advertiser, string? offer, string? partner, string? visibility, string? status) => new()
    {
        Text = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        AdvertiserId = Integer(advertiser),
        OfferId = Integer(offer),
        PartnerId = Integer(partner),
        Visibility = SnakeCase.TryParse<CouponVisibility>(visibility, out var seen) ? seen : null,
        State = SnakeCase.TryParse<CouponState>(status, out var state) ? state : null,
    };

    /// <summary>Typed parameters would answer a mistyped address with an error page; here they read as absent.</summary>
    public static int? Integer(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Parameters of the address; the page number goes, since another filter has other pages.</summary>
    public Dictionary<string, object?> Parameters() => new(StringComparer.Ordinal)
    {
        ["text"] = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
        ["advertiser"] = AdvertiserId,
        ["offer"] = OfferId,
        ["partner"] = PartnerId,
        ["visibility"] = Visibility is { } visibility ? SnakeCase.Of(visibility) : null,
        ["status"] = State is { } state ? SnakeCase.Of(state) : null,
        ["page"] = null,
    };
}
