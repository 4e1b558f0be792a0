using CouponPortal.Data;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>Signed webhooks that came, by their sender's id: one id means one body, however often it comes (HARDENING, webhooks).</summary>
public sealed class ReceivedWebhooks(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Keeps the id when it is new.</summary>
    /// <param name="receivedAt">UTC.</param>
    /// <returns>When it came first, UTC; null when the id came before with another body.</returns>
    public async Task<DateTime?> FirstAtAsync(int advertiserId, string deliveryId, string bodyHash, DateTime receivedAt)
    {
        await using var db = await contexts.CreateDbContextAsync();
        if (await FindAsync(db, advertiserId, deliveryId) is { } known)
        {
            return Of(known);
        }

        db.ReceivedWebhooks.Add(new ReceivedWebhook { AdvertiserId = advertiserId, DeliveryId = deliveryId, BodyHash = bodyHash, ReceivedAt = receivedAt });
        try
        {
            await db.SaveChangesAsync();

            // As the store gives it back.
            return UtcMicroseconds.ToUtc(UtcMicroseconds.FromUtc(receivedAt));
        }
        catch (DbUpdateException error) when (UniqueViolation.Is(error))
        {
            return Of(await FindAsync(db, advertiserId, deliveryId));
        }

        DateTime? Of(ReceivedWebhook? first) => first?.BodyHash == bodyHash ? first.ReceivedAt : null;
    }

    private static Task<ReceivedWebhook?> FindAsync(PortalDbContext db, int advertiserId, string deliveryId) =>
        db.ReceivedWebhooks.AsNoTracking().SingleOrDefaultAsync(d => d.AdvertiserId == advertiserId && d.DeliveryId == deliveryId);
}
