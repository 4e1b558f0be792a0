using CouponPortal.Domain.Connections;
using CouponPortal.Intake.Shops;

namespace CouponPortal.Intake.Replay;

/// <summary>Connections and their promotion codes, looked up once each, for reading many stored deliveries in one go. For one reader, and for no longer than it reads.</summary>
public sealed class ShopMemo(ConnectionMemory memory)
{
    private readonly Dictionary<(ConnectionKind, string), KnownShop?> _shops = [];

    /// <returns>Null when there is no such connection any more.</returns>
    public async Task<KnownShop?> FindAsync(ConnectionKind kind, string publicId, CancellationToken cancel)
    {
        if (_shops.TryGetValue((kind, publicId), out var known))
        {
            return known;
        }

        var connection = await memory.FindAsync(kind, publicId, cancel);
        known = connection is null ? null : new(connection, await memory.AllAsync(connection.Id, ConnectionFactKind.PromotionCode, cancel));
        _shops.Add((kind, publicId), known);
        return known;
    }
}

/// <param name="Codes">Promotion codes by the shop's id for them.</param>
public sealed record KnownShop(Connection Connection, IReadOnlyDictionary<string, string> Codes)
{
    public string? CodeOf(string promotionId) => Codes.GetValueOrDefault(promotionId);
}
