using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>Signed deliveries by their sender's id: one id means one body, however often it comes (HARDENING, webhooks).</summary>
public sealed class Deliveries(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Keeps the id when it is new.</summary>
    /// <returns>False when the id came before with another body.</returns>
    public async Task<bool> IsFirstOrSameAsync(int advertiserId, string deliveryId, string bodyHash, DateTime receivedAt)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await FindAsync(db, advertiserId, deliveryId) is { } known)
        {
            return known == bodyHash;
        }

        db.WebhookDeliveries.Add(new WebhookDelivery { AdvertiserId = advertiserId, DeliveryId = deliveryId, BodyHash = bodyHash, ReceivedAt = receivedAt });
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            return await FindAsync(db, advertiserId, deliveryId) == bodyHash;
        }
    }

    private static Task<string?> FindAsync(PortalDbContext db, int advertiserId, string deliveryId) =>
        db.WebhookDeliveries.Where(d => d.AdvertiserId == advertiserId && d.DeliveryId == deliveryId).Select(d => (string?)d.BodyHash).SingleOrDefaultAsync();
}
