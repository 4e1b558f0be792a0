using System.Text;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;

namespace CouponPortal.Tracking.Clicks;

/// <summary>Records a visit and answers it: the redirect leaves when the click is on disk.</summary>
public sealed partial class ClickRecorder(Catalog catalog, EventWriter writer, EventKey keys, CapCounters caps, TimeProvider time, ILogger<ClickRecorder> log)
{
    private const int MaxSub = 255;
    private const int MaxUserAgent = 256;

    public CatalogSnapshot Catalog => catalog.Current;

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The click of a request, with everything but its destination.</summary>
    /// <param name="visit">What was decided on.</param>
    public Click ClickOf(HttpRequest request, in VisitDecision decision, int? advertiserId, string? code, in Visit visit)
    {
        var query = request.Query;
        var optedOut = OptOut.Of(request);
        return new Click
        {
            Id = keys.Next(visit.Now),
            AdvertiserId = advertiserId,
            OfferId = decision.OfferId,
            PartnerId = decision.PartnerId,
            CouponId = decision.CouponId,
            CouponCode = code,
            Outcome = decision.Outcome,
            Sub1 = Sub("sub1"),
            Sub2 = Sub("sub2"),
            Sub3 = code ?? Sub("sub3"),
            Sub4 = Sub("sub4"),
            Sub5 = Sub("sub5"),
            SourceId = Sub("source_id"),
            UserAgent = optedOut ? null : Clean(request.Headers.UserAgent.ToString(), MaxUserAgent),
            Country = visit.Country,
            Device = visit.Device,
            Region = optedOut ? null : visit.Region,
            Os = optedOut ? null : visit.Os,
            Browser = optedOut ? null : visit.Browser,
            Language = optedOut ? null : visit.Language,
            Referrer = optedOut ? null : visit.Referrer,
            IsReturning = optedOut ? null : visit.IsReturning,
            Signs = decision.Signs,
            IsHeld = decision.IsHeld,
            Chain = decision.Chain,
        };

        // A visitor who has opted out is counted and not described: what a partner hangs on the link may name him.
        string? Sub(string name) => !optedOut && query.TryGetValue(name, out var value) ? Clean(value.ToString(), MaxSub) : null;
    }

    /// <summary>
    /// Fills the destination's macros with the click's values, and adds what of the visit's own address the offer passes on. A visitor who wants no id that follows him to the shop
    /// gets none, and credit is the code's; who is no visitor gets none either.
    /// </summary>
    public string? Destination(Click click, in VisitDecision decision, HttpRequest request)
    {
        if (decision.Template is not { } template)
        {
            return null;
        }

        var optedOut = OptOut.Of(request);
        var destination = Domain.Delivery.Destination.Expand(template, new DestinationValues(
            optedOut || decision.IsScreenedOut ? "" : catalog.Current.Ids.Format(click.Id),
            click.CouponCode,
            click.OfferId?.ToString((IFormatProvider?)null),
            click.PartnerId?.ToString((IFormatProvider?)null),
            click.Sub1,
            click.Sub2,
            click.Sub3,
            click.Sub4,
            click.Sub5,
            click.SourceId));
        return optedOut ? destination : catalog.Current.PassOn(destination, decision.OfferId, request.Query);
    }

    /// <summary>Completes when the click is durable. A shopper is never stopped by a store that is down: then the click is lost, and that is logged.</summary>
    public async Task RecordAsync(Click click)
    {
        Count(click);
        try
        {
            await writer.WriteAsync(click);
        }
        catch (Exception error)
        {
            LogLost(error);
        }
    }

    // At once and not when it is stored: what is decided meanwhile would not know of it.
    private void Count(Click click)
    {
        if (click.Outcome is VisitOutcome.Delivered or VisitOutcome.NoOwner && catalog.Current.Advertiser(click.AdvertiserId) is { } rules && rules.Offer(click.OfferId) is { Caps.IsEmpty: false } offer)
        {
            caps.Count(offer, rules.Advertiser.TimeZone, click.PartnerId, click.CouponId, click.Time);
        }
    }

    // Control characters would forge lines in exports and break PostgreSQL (U+0000), and so would half of a surrogate pair.
    internal static string? Clean(string text, int length)
    {
        if (text.Length == 0)
        {
            return null;
        }

        text = Domain.Excerpt.Of(text, length);
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
            {
                return string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? Rune.ReplacementChar : rune));
            }
        }

        return text;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A click could be kept neither in the store nor in the spool; the visitor was redirected.")]
    private partial void LogLost(Exception error);
}
