using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting.Demo;

/// <summary>Staff has looked at the older orders: most are approved, some rejected, and each change is kept as the product keeps it.</summary>
internal static class DemoReview
{
    private const int ReviewedAfterDays = 10;
    private const int RejectedOneIn = 23;

    public static async Task RunAsync(IDbContextFactory<PortalDbContext> contexts, DateTime now, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var before = now.AddDays(-ReviewedAfterDays);
        var orders = await db.Conversions
            .Where(c => c.Status == ConversionStatus.Pending && c.PartnerId != null && c.OrderTime < before).OrderBy(c => c.Id).ToListAsync(cancel);
        foreach (var (order, index) in orders.Select((o, i) => (o, i)))
        {
            var status = index % RejectedOneIn == 0 ? ConversionStatus.Rejected : ConversionStatus.Approved;
            var note = status == ConversionStatus.Rejected ? "Returned by the customer." : "";
            var change = ConversionChange.Begin(order, ConversionChangeKind.Status, order.OrderTime.AddDays(ReviewedAfterDays), DemoPeople.All[1].Email, note: note);
            order.Status = status;
            db.Add(change.Complete(order));
        }

        await db.SaveChangesAsync(cancel);
    }
}
