namespace CouponPortal.Intake.Dialects.Shops;

/// <summary>What a shop's dialect needs to know beside the document.</summary>
/// <param name="Topic">As the shop's header names it; empty where there is none. No signature covers it, so it only ever narrows what a document can be.</param>
/// <param name="Code">The code of a promotion code's id, as far as it is known.</param>
public sealed record ShopContext(int AdvertiserId, int? OfferId, string OrderPrefix, string Topic, Func<string, string?> Code)
{
    public Reading.Ignored Held(string code, string message) => new(AdvertiserId, code, message) { Verdict = Domain.Conversions.HitVerdict.Held };

    public Reading.Ignored Ignored(string code, string message) => new(AdvertiserId, code, message);
}

/// <summary>What a shop's dialect made of a delivery.</summary>
/// <param name="Summary">For people: what it was understood as.</param>
public sealed record ShopReading(Reading Reading, string Summary)
{
    /// <summary>The delivery's own id as the document states it, where it does.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>A promotion code the delivery tells of.</summary>
    public (string Id, string Code)? Learnt { get; init; }

    /// <summary>Ids of promotion codes that nobody has told of yet: the order must be read once more when somebody does.</summary>
    public IReadOnlyList<string> Awaited { get; init; } = [];

    public static ShopReading Of(Reading.Ignored ignored) => new(ignored, ignored.Message);
}
