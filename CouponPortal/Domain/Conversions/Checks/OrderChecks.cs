using System.Globalization;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Domain.Conversions.Checks;

/// <summary>Something that a check has found.</summary>
/// <param name="Mode">What comes of it; never Off.</param>
/// <param name="Line">For the order's trace. It names no partner: partners read the lines that name them.</param>
public sealed record OrderFinding(OrderCheck Check, CheckMode Mode, TraceLine Line);

/// <summary>
/// Judges an order for signs of fraud, after it is decided who is credited: a pure function of what is known and of the advertiser's policy. The credit itself is never touched: what
/// is held or blocked is credited as the rules say, and staff decides whether it is paid.
/// </summary>
public static class OrderChecks
{
    /// <summary>The flags that only these checks set.</summary>
    public const ConversionFlags AllFlags = ConversionFlags.SelfUse | ConversionFlags.TooFast | ConversionFlags.ClicklessSpike | ConversionFlags.SuspectClick | ConversionFlags.OnHold;

    /// <summary>In the order of <see cref="OrderCheck"/>; empty for an order without signs.</summary>
    public static IReadOnlyList<OrderFinding> Judge(OrderCheckPolicy policy, in OrderSigns signs)
    {
        var found = new List<OrderFinding>();
        if (policy.SelfUse != CheckMode.Off && (signs.IsPartnersMail || signs.IsPartnersNetwork))
        {
            found.Add(signs.IsPartnersMail
                ? Of(OrderCheck.SelfUse, policy.SelfUse, TraceReason.PartnersMail, signs.Code, null)
                : Of(OrderCheck.SelfUse, CheckMode.Mark, TraceReason.PartnersNetwork, signs.Code, null));
        }

        if (policy.TooFast != CheckMode.Off && signs.AfterClick is { } after && after < TimeSpan.FromSeconds(policy.TooFastSeconds))
        {
            found.Add(Of(OrderCheck.TooFast, policy.TooFast, TraceReason.TooFast, signs.Code, after.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)));
        }

        if (policy.ClicklessSpike != CheckMode.Off && signs.IsClicklessOnLeakedCode)
        {
            found.Add(Of(OrderCheck.ClicklessSpike, policy.ClicklessSpike, TraceReason.LeakedCode, signs.Code, null));
        }

        if (signs.IsClickHeld)
        {
            found.Add(Of(OrderCheck.SuspectClick, policy.Of(OrderCheck.SuspectClick), TraceReason.HeldClick, signs.Code, null));
        }

        return found;
    }

    /// <summary>Puts the findings on the order: flags, lines of the trace, and what the strictest of them does to the status.</summary>
    public static void Apply(Conversion row, IReadOnlyList<OrderFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        row.Trace = TraceJson.Write([.. TraceJson.Read(row.Trace), .. findings.Select(f => f.Line)]);
        foreach (var finding in findings)
        {
            row.Flags |= FlagOf(finding.Check);
        }

        switch (findings.Max(f => f.Mode))
        {
            case CheckMode.Block:
                row.Status = ConversionStatus.Rejected;
                break;
            case CheckMode.Hold when row.Status != ConversionStatus.Rejected:
                row.Flags |= ConversionFlags.OnHold;
                row.Status = ConversionStatus.Pending;
                break;
            default:
                break;
        }
    }

    /// <summary>What a sender says of the status of an order that is on hold: it cannot approve what staff has yet to look at.</summary>
    public static ConversionStatus Said(ConversionFlags flags, ConversionStatus said) =>
        said == ConversionStatus.Approved && flags.HasFlag(ConversionFlags.OnHold) ? ConversionStatus.Pending : said;

    public static ConversionFlags FlagOf(OrderCheck check) => check switch
    {
        OrderCheck.SelfUse => ConversionFlags.SelfUse,
        OrderCheck.TooFast => ConversionFlags.TooFast,
        OrderCheck.ClicklessSpike => ConversionFlags.ClicklessSpike,
        OrderCheck.SuspectClick => ConversionFlags.SuspectClick,
    };

    private static OrderFinding Of(OrderCheck check, CheckMode mode, TraceReason reason, string? code, string? subject) =>
        new(check, mode, new TraceLine(AttributionStep.OrderCheck, VerdictOf(mode), reason, code, Subject: subject));

    private static TraceVerdict VerdictOf(CheckMode mode) => mode switch
    {
        CheckMode.Off => TraceVerdict.Passed,
        CheckMode.Mark => TraceVerdict.Marked,
        CheckMode.Hold => TraceVerdict.Held,
        CheckMode.Block => TraceVerdict.Blocked,
    };
}
