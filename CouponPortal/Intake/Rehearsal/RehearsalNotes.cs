using System.Globalization;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;

namespace CouponPortal.Intake.Rehearsal;

/// <summary>What a reader must know to take a rehearsal's figures right.</summary>
internal static class RehearsalNotes
{
    public static IEnumerable<string> Of(RuleChange change, RehearsalResult result, RehearsalTally tally)
    {
        if (result.IsCut)
        {
            yield return $"There are more orders than are replayed at once: these are the newest {Number(RehearseRules.MaxOrders)}.";
        }

        if (result.FromOrderAlone > 0)
        {
            yield return $"{Orders(result.FromOrderAlone)} replayed from what the order itself keeps, because the request can no longer be read: of orders that a code decided, it is not known any more whether another channel claimed them.";
        }

        if (change is RuleChange.ExclusiveCodes { Enabled: false } && tally.StayThoughReported > 0)
        {
            yield return $"{Orders(tally.StayThoughReported)} listed in the Attribution Report and would stay with the same partner: with the setting off an Exclusive code acts as Private, and without a click the code's owner is credited all the same.";
        }

        if (change is RuleChange.CouponPolicy { PartnerIds.Count: > 0 })
        {
            yield return "The coupon's partners are taken to be approved on its offer, as saving makes them.";
        }

        if (change is RuleChange.Suppress { Entry: var entry })
        {
            var zone = LocalDays.Zone(result.Zone);
            if (entry.StartsAt >= result.Until)
            {
                yield return $"The suppression begins on {Day(entry.StartsAt.Value, zone)}, after the orders that were replayed. Leave the start date empty to see what it would have taken of them.";
            }
            else if (entry.StartsAt > result.From)
            {
                yield return $"The suppression begins on {Day(entry.StartsAt.Value, zone)}: older orders are not touched. Leave the start date empty to see all {result.Days} days.";
            }

            if (entry.EndsAt <= result.Until)
            {
                yield return "The suppression ends before the last of these orders: those after it are not touched.";
            }
        }
    }

    private static string Orders(int count) => count == 1 ? "1 order is" : $"{Number(count)} orders are";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateTime utc, TimeZoneInfo zone) => LocalDays.DayOf(utc, zone).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
