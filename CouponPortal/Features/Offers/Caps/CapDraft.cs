using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Offers.Caps;

/// <summary>One cap as typed.</summary>
public sealed class CapDraft
{
    public CapScope Scope { get; set; } = CapScope.Offer;

    /// <summary>A partner's id, or a coupon's code; empty = each one that has no cap of its own.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The coupon, where it is named by its id.</summary>
    public int? CouponId { get; set; }
    public CapMetric Metric { get; set; } = CapMetric.Clicks;
    public CapPeriod Period { get; set; } = CapPeriod.Day;

    /// <summary>A whole number; of payouts decimal text in the offer's currency.</summary>
    public string Limit { get; set; } = "";
    public CapVisits Visits { get; set; } = CapVisits.Switch;
    public CapOrders Orders { get; set; } = CapOrders.Hold;

    public static CapDraft Of(CapLimit row, string currency) => new()
    {
        Scope = row.Scope,
        Subject = row.Scope == CapScope.Partner ? row.SubjectId?.ToString(CultureInfo.InvariantCulture) ?? "" : "",
        CouponId = row.Scope == CapScope.Coupon ? row.SubjectId : null,
        Metric = row.Metric,
        Period = row.Period,
        Limit = row.Metric == CapMetric.Payout ? MoneyText.Plain(row.Limit, currency) : row.Limit.ToString(CultureInfo.InvariantCulture),
        Visits = row.Visits,
        Orders = row.Orders,
    };

    public static IReadOnlyList<CapDraft> Of(OfferCaps caps, string currency) => [.. caps.Limits.Select(l => Of(l, currency))];
}

/// <summary>Typed caps to an offer's; whether partners and coupons exist is asked elsewhere.</summary>
public static class CapDrafts
{
    /// <summary>The largest number that is taken.</summary>
    public const long MostCount = 1_000_000_000_000;

    /// <param name="currency">The offer's.</param>
    public static OfferCaps Read(IReadOnlyList<CapDraft> drafts, string currency, FieldErrors errors)
    {
        if (drafts.Count > OfferCaps.MostLimits)
        {
            errors.Add("caps", $"An offer has at most {OfferCaps.MostLimits} caps.");
            return OfferCaps.None;
        }

        var limits = new List<CapLimit>(drafts.Count);
        foreach (var (index, draft) in drafts.Index())
        {
            var limit = new CapLimit(draft.Scope, SubjectOf(draft, index, errors), draft.Metric, draft.Period, AmountOf(draft, index, currency, errors)) { Visits = draft.Visits, Orders = draft.Orders };
            if (limits.Exists(limit.IsTwinOf))
            {
                errors.Add(Field(index, "period"), "There is a cap of the same kind for the same time already: change that one.");
            }

            limits.Add(limit);
        }

        return limits.Count == 0 ? OfferCaps.None : new() { Limits = [.. limits] };
    }

    /// <summary>A field of one cap, as errors name it.</summary>
    public static string Field(int index, string name) => string.Create(CultureInfo.InvariantCulture, $"caps.{index}.{name}");

    private static int? SubjectOf(CapDraft draft, int index, FieldErrors errors)
    {
        if (draft.Scope != CapScope.Partner)
        {
            return draft.Scope == CapScope.Coupon ? draft.CouponId : null;
        }

        var text = draft.Subject.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
        {
            return id;
        }

        errors.Add(Field(index, "partner_id"), "Type the partner's id, a whole number, or leave it empty for each partner.");
        return null;
    }

    private static long AmountOf(CapDraft draft, int index, string currency, FieldErrors errors)
    {
        var text = draft.Limit.Trim();
        if (draft.Metric != CapMetric.Payout)
        {
            if (long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostCount)
            {
                return count;
            }

            errors.Add(Field(index, "limit"), "Type a whole number above 0. To let nothing through, pause the offer or reject the partner's approval.");
            return 1;
        }

        var reading = MoneyReading.Parse(text, Currencies.Exponent(currency));
        if (reading is { Ok: true, Minor: > 0 })
        {
            return reading.Minor;
        }

        errors.Add(Field(index, "limit"), $"Type an amount in {currency} above 0, e.g. 1500.");
        return 1;
    }
}
