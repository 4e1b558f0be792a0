using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.History;

/// <summary>From one coupon's dated periods to the stretches in which it stood for a code.</summary>
internal static class CodeOwnerships
{
    /// <param name="periods">Oldest first; each holds until the next one begins.</param>
    public static IEnumerable<CodeOwnership> Of(IReadOnlyList<CouponPeriod> periods, string code, CodeLifeNames names)
    {
        CodeOwnership? open = null;
        for (var i = 0; i < periods.Count; i++)
        {
            var (period, next) = (periods[i], i + 1 < periods.Count ? periods[i + 1].From : (DateTime?)null);
            if (Stretch(period, next, code, names) is not { } stretch)
            {
                continue;
            }

            // A change of dates that lie elsewhere does not make another owner.
            if (open is not null && open.Until == stretch.From && Same(open, stretch))
            {
                open = open with { Until = stretch.Until };
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = stretch;
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    /// <summary>The part of the period in which the coupon's own dates run; null when there is none, or the code was another.</summary>
    private static CodeOwnership? Stretch(CouponPeriod period, DateTime? next, string code, CodeLifeNames names)
    {
        var begins = period.From == DateTime.MinValue ? (DateTime?)null : period.From;
        var from = period.StartsAt is { } start && (begins is null || start > begins) ? start : begins;
        var until = period.EndsAt is { } end && (next is null || end < next) ? end : next;
        return period.NormalCode != code || (from is not null && until is not null && from >= until)
            ? null
            : new(period.CouponId, names.Offer(period.OfferId), names.Partners(period.Terms().PartnerIds), period.Visibility, period.Status, from, until);
    }

    private static bool Same(CodeOwnership a, CodeOwnership b) =>
        (a.CouponId, a.Offer, a.Visibility, a.Status) == (b.CouponId, b.Offer, b.Visibility, b.Status) && a.Partners.SequenceEqual(b.Partners);
}
