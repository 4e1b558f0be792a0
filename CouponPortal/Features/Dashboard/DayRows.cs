using CouponPortal.Features.Reports;

namespace CouponPortal.Features.Dashboard;

/// <summary>Figures of three parts of days, put together from rows and from whole days.</summary>
/// <param name="parts">Today, yesterday, a week ago.</param>
internal sealed class DayRows(IReadOnlyList<PartRows> parts)
{
    private readonly Dictionary<(int Part, string Currency), long[]> _sums = [];

    /// <param name="figures">Orders, amount, payout.</param>
    public void Add(int part, string currency, long[] figures) => _sums[(part, currency)] = figures;

    /// <param name="days">By day and basis; every currency of them has its line, also without an order on any of the three days.</param>
    public IReadOnlyList<CurrencyBeside> CurrenciesWith(IReadOnlyList<ReportRow> days)
    {
        var whole = days.SelectMany(r => r.Figures.Money.Select(m => (Day: r.Keys[0].Days!.Value.From, Money: m)))
            .GroupBy(x => (x.Day, x.Money.Currency)).ToDictionary(g => g.Key, g => new[] { g.Sum(x => x.Money.Orders), g.Sum(x => x.Money.Amount), g.Sum(x => x.Money.Payout) });
        var currencies = whole.Keys.Select(k => k.Currency).Concat(_sums.Keys.Select(k => k.Currency)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. currencies.Select(currency => new CurrencyBeside(currency, Of(currency, 0), Of(currency, 1), Of(currency, 2)))];

        Beside Of(string currency, int figure) => new(Part(currency, figure, 0), Part(currency, figure, 1), Part(currency, figure, 2));

        long Part(string currency, int figure, int part) =>
            parts[part].Figure(whole.GetValueOrDefault((parts[part].Day, currency))?[figure] ?? 0, _sums.GetValueOrDefault((part, currency))?[figure] ?? 0);
    }

    /// <param name="rows">Clicks of the parts.</param>
    /// <param name="days">By day.</param>
    public Beside ClicksWith(long[] rows, IReadOnlyList<ReportRow> days)
    {
        var whole = days.ToDictionary(r => r.Keys[0].Days!.Value.From, r => r.Figures.Clicks ?? 0);
        return new(Part(0), Part(1), Part(2));

        long Part(int part) => parts[part].Figure(whole.GetValueOrDefault(parts[part].Day), rows[part]);
    }
}
