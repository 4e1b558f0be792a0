using CouponPortal.Domain.Delivery;

namespace CouponPortal.Data.Catalog;

/// <summary>The parameters of a visit that go on to the shop. The redirect and whatever foretells it call this one function.</summary>
public static class PassedOn
{
    /// <param name="destination">With its macros filled in; null = the plain page.</param>
    /// <param name="offerId">The offer that serves.</param>
    /// <param name="query">Of the visit's address. Of a name that comes several times the first value counts.</param>
    public static string? PassOn(this CatalogSnapshot catalog, string? destination, int? offerId, IQueryCollection query) =>
        destination is null || query.Count == 0 || NamesOf(catalog, offerId) is not { } names
            ? destination
            : PassedParameters.Append(destination, names, query.Select(q => KeyValuePair.Create(q.Key, q.Value.Count > 0 ? q.Value[0] ?? "" : "")));

    /// <inheritdoc cref="PassOn(CatalogSnapshot, string?, int?, IQueryCollection)"/>
    public static string? PassOn(this CatalogSnapshot catalog, string? destination, int? offerId, IReadOnlyDictionary<string, string> query) =>
        destination is null || query.Count == 0 || NamesOf(catalog, offerId) is not { } names ? destination : PassedParameters.Append(destination, names, query);

    private static string? NamesOf(CatalogSnapshot catalog, int? offerId) =>
        offerId is { } id && catalog.ByOffer(id)?.Offer(id)?.PassedParameters is { Length: > 0 } names ? names : null;
}
