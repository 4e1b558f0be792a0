using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Feeds;
using CouponPortal.Tracking.Postbacks;

namespace CouponPortal.Tracking.Feeds;

/// <summary>
/// <c>POST /feeds/payments</c>: orders and revisions as an XML document (WIRE). The key stands in the query or a header, as with postbacks; it is asked before anything of
/// the document is read. Each payment is judged, stored and answered by itself.
/// </summary>
public sealed class PaymentsDoor(FeedIntake feeds, OrderIntake intake, Catalog catalog, SecretUses uses, ReceivedWebhooks webhooks, TimeProvider time)
{
    public const string Path = "/feeds/payments";
    public const string Door = Intake.Replay.DoorDialects.Xml;
    public const int MaxBody = 1024 * 1024;
    private const int Head = 8 * 1024;

    public async Task InvokeAsync(HttpContext http)
    {
        if (await DoorRequest.ReadAsync(http, MaxBody, time.GetUtcNow().UtcDateTime, "POST") is not { } raw)
        {
            return;
        }

        try
        {
            await TakeAsync(http, raw);
        }
        catch (StoreUnavailableException)
        {
            await UnavailableAsync(http);
        }
    }

    private async Task TakeAsync(HttpContext http, RawRequest raw)
    {
        var (parameters, unreadable) = Parameters.Of(raw with { Body = [] });
        if (parameters is null)
        {
            await RefuseAsync(http, raw, new Reading.Refused(unreadable!));
            return;
        }

        var read = new SentFields(parameters);
        var (offer, proof) = (read.One("campaign_code", "offer_id", "oid"), ProofFields.Of(raw, read, orderId: null));
        var rules = AdvertiserOf(read.Integer("aid", "advertiser_id"), offer, raw.Host);
        if (read.Why is { } odd)
        {
            await RefuseAsync(http, raw, new Reading.Refused(odd));
            return;
        }

        if (rules is null)
        {
            const string Advice = "Nothing that was sent says which advertiser the document is for: send aid in the address, or post to the advertiser's own tracking domain.";
            await RefuseAsync(http, raw, new Reading.Refused(Refusal.Bad(IntakeAnswer.AdvertiserUnknown, Advice, "aid")));
            return;
        }

        var advertiser = rules.Advertiser;
        var admission = ChannelSecurity.Check(advertiser, proof, raw.RemoteIp, raw.ReceivedAt);
        if (admission.Why is not null || !admission.Verified)
        {
            var why = admission.Why ?? new(StatusCodes.Status401Unauthorized, "not_authenticated", "A browser cannot send a document of orders.");
            await RefuseAsync(http, raw, new Reading.Refused(why) { AdvertiserId = advertiser.Id });
            return;
        }

        await uses.NoteAsync(advertiser.Id, admission.Secret, raw.ReceivedAt);

        // From here on the sender is known: what it sent is kept whole.
        raw = raw with { KeptText = MaxBody + Head };
        DateTime? saidAt = null;
        if (proof.Delivery is { } delivery && (saidAt = await webhooks.FirstAtAsync(advertiser.Id, delivery.Id, delivery.BodyHash, raw.ReceivedAt)) is null)
        {
            await RefuseAsync(http, raw, new Reading.Refused(new(StatusCodes.Status409Conflict, "id_reuse", "A delivery with this webhook-id came before with another body.")) { AdvertiserId = advertiser.Id });
            return;
        }

        var document = XmlFeed.Read(raw.Body, Door, advertiser.Id, offer);
        if (document.Why is { } fault)
        {
            await RefuseAsync(http, raw, new Reading.Refused(fault) { AdvertiserId = advertiser.Id });
            return;
        }

        var results = await feeds.TakeAsync([.. document.Rows.Select(r => SaidAt(r, saidAt))], Door, raw);
        await (results.Any(r => r.Outcome == FeedOutcome.NotStored) ? UnavailableAsync(http) : FeedAnswer.WriteAsync(http, results, catalog.Current.Ids));
    }

    // A document that is delivered again later says what it said then.
    private static FeedRow SaidAt(FeedRow row, DateTime? first) =>
        row.Reading is Reading.Correction { Facts.SaidAt: null } revision && first is not null ? row with { Reading = revision with { Facts = revision.Facts with { SaidAt = first } } } : row;

    private AdvertiserRules? AdvertiserOf(int? id, string? offer, string host)
    {
        var snapshot = catalog.Current;
        if (id is not null)
        {
            return snapshot.Advertiser(id);
        }

        var named = offer is null ? null
            : snapshot.OfferByExternalCode(offer) ?? (int.TryParse(offer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
        return snapshot.ByHost(host) ?? snapshot.ByOffer(named) ?? snapshot.Single;
    }

    private async Task RefuseAsync(HttpContext http, RawRequest raw, Reading.Refused reading)
    {
        var answer = await intake.ReceiveAsync(reading, Door, raw, CancellationToken.None);
        await PostbackAnswer.RefuseAsync(http, reading.Why, answer.HitId is { } hit ? catalog.Current.Ids.Format(hit) : null);
    }

    private static Task UnavailableAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return PostbackAnswer.RefuseAsync(
            http, new(StatusCodes.Status503ServiceUnavailable, "store_unavailable", "Not every payment could be stored. Send the whole document again: those that were are recognised by their order id."), null);
    }
}
