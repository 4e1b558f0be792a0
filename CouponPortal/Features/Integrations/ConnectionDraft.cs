using CouponPortal.Domain.Connections;

namespace CouponPortal.Features.Integrations;

/// <summary>The editable state of a connection.</summary>
public sealed class ConnectionDraft
{
    public int? AdvertiserId { get; set; }
    public int? OfferId { get; set; }
    public ConnectionKind? Kind { get; set; }
    public string? Name { get; set; }

    /// <summary>A new secret; null = the one there is stays (WooCommerce: one is made).</summary>
    public string? Secret { get; set; }

    /// <summary>Host name; null = learnt from the next delivery.</summary>
    public string? Shop { get; set; }
    public ConnectionState State { get; set; }

    /// <summary>The version this began from.</summary>
    public int Version { get; set; }

    public static ConnectionDraft Of(Connection row) => new()
    {
        AdvertiserId = row.AdvertiserId,
        OfferId = row.OfferId,
        Kind = row.Kind,
        Name = row.Name,
        Shop = row.Shop,
        State = row.State,
        Version = row.Version,
    };
}

/// <summary>A connection as it was saved.</summary>
/// <param name="NewSecret">A secret that the portal has made: shown now and never again.</param>
public sealed record SavedConnection(ConnectionRow Row, string? NewSecret);
