using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.PartnerPortal.Payouts;

/// <summary>A partner's payouts as a file: a line a month and currency.</summary>
public sealed class OwnPayoutExport(OwnPayouts payouts) : IExportSource
{
    private static readonly string[] Columns =
        ["from", "to", "currency", "pending_orders", "pending_payout", "approved_orders", "approved_payout", "rejected_orders", "rejected_payout", "reversed_orders", "reversed_amount"];

    public string Page => "partner/payouts";

    public string Title => "Payouts";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        if (actor.Self() is null)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        var (filter, days, _) = await payouts.ReadAsync(actor, query, cancel);
        if (days.Errors.Any)
        {
            return new Outcome<ExportTable>.Invalid(days.Errors);
        }

        var months = await payouts.SumAsync(actor, filter, days, cancel);
        return Outcome.Done(new ExportTable(Columns, months.Select(Row).ToAsyncEnumerable()));
    }

    private static IReadOnlyList<object> Row(OwnPayoutMonth m) =>
    [
        Day(m.From), Day(m.To), m.Currency, m.Pending.Orders, OwnText.Money(m.Pending.Payout, m.Currency), m.Approved.Orders, OwnText.Money(m.Approved.Payout, m.Currency), m.Rejected.Orders,
        OwnText.Money(m.Rejected.Payout, m.Currency), m.ReversedOrders, OwnText.Money(m.Reversed, m.Currency),
    ];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
