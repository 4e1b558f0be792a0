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

    /// <summary>The pool: Private codes without a partner.</summary>
    public bool Unassigned { get; set; }
    public int? BatchId { get; set; }
    public CouponUse? Use { get; set; }

    public bool Any => this != new CouponQuery();

    public CouponFilter Filter => new(
        Text, AdvertiserId: AdvertiserId, OfferId: OfferId, PartnerId: PartnerId, Visibility: Visibility, State: State, Unassigned: Unassigned, BatchId: BatchId, Use: Use);

    /// <summary>What an address says; values that nothing could match count as no filter.</summary>
    /// <param name="value">The value of a parameter of the address.</param>
    public static CouponQuery Of(Func<string, string?> value) => new()
    {
        Text = string.IsNullOrWhiteSpace(value("text")) ? null : value("text")!.Trim(),
        AdvertiserId = Integer(value("advertiser")),
        OfferId = Integer(value("offer")),
        PartnerId = Integer(value("partner")),
        Visibility = SnakeCase.TryParse<CouponVisibility>(value("visibility"), out var seen) ? seen : null,
        State = SnakeCase.TryParse<CouponState>(value("status"), out var state) ? state : null,
        Unassigned = value("pool") == "1",
        BatchId = Integer(value("batch")),
        Use = SnakeCase.TryParse<CouponUse>(value("use"), out var use) ? use : null,
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
        ["pool"] = Unassigned ? "1" : null,
        ["batch"] = BatchId,
        ["use"] = Use is { } use ? SnakeCase.Of(use) : null,
        ["page"] = null,
    };
}
