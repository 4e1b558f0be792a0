using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Intake;

/// <summary>
/// The one way an order gets in, whoever sends it: find the advertiser, check the channel, judge, store with the raw request. Nothing is acknowledged before
/// it is on disk, and what is refused is kept as well.
/// </summary>
public sealed class OrderIntake(Catalog catalog, EventWriter writer, EventReader reader, EventKey keys)
{
    /// <exception cref="StoreUnavailableException">Nothing was stored: the sender must try again.</exception>
    public async Task<IntakeAnswer> ReceiveAsync(Reading reading, string door, RawRequest raw, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        var hit = new Hit { Id = keys.Next(raw.ReceivedAt), Door = door, Raw = raw.ToStoredText(), RemoteIp = raw.RemoteIp };
        if (reading is not Reading.Order order)
        {
            hit.AdvertiserId = snapshot.ByHost(raw.Host)?.Advertiser.Id;
            return await RefuseAsync(hit, ((Reading.Refused)reading).Why);
        }

        var clicks = await FindClicksAsync(order.Facts, snapshot.Ids, cancel);
        if (AdvertiserOf(order.Facts, clicks, raw.Host, snapshot) is not { } rules)
        {
            return await HoldAsync(hit);
        }

        hit.AdvertiserId = rules.Advertiser.Id;
        if (ChannelSecurity.Check(rules.Advertiser, order.Proof, raw.RemoteIp) is { } closed)
        {
            return await RefuseAsync(hit, closed);
        }

        var judgement = Judgement.Of(order.Facts, clicks, rules, keys.Next(raw.ReceivedAt), raw.ReceivedAt);
        return judgement.Row is null
            ? await RefuseAsync(hit, judgement.Why!)
            : new IntakeAnswer(await writer.WriteAsync(new OrderWrite(judgement.Row, hit)), null, null);
    }

    // By what names it most surely: its own id, its domain, the offer, the click, the code; or because there is only one.
    private static AdvertiserRules? AdvertiserOf(OrderFacts facts, IReadOnlyList<ClickClaim> clicks, string host, CatalogSnapshot snapshot)
    {
        if (facts.AdvertiserId is { } id)
        {
            return snapshot.Advertiser(id);
        }

        return snapshot.ByHost(host)
            ?? snapshot.ByOffer(facts.OfferId)
            ?? clicks.Select(c => snapshot.Advertiser(c.Click?.AdvertiserId)).FirstOrDefault(a => a is not null)
            ?? ByCode(facts, snapshot)
            ?? snapshot.Single;
    }

    // Only when it is certain: a code that two advertisers have names neither.
    private static AdvertiserRules? ByCode(OrderFacts facts, CatalogSnapshot snapshot) => facts.Codes
        .Select(sent => CouponCode.TryNormalise(sent, out var code) && snapshot.ByCode(code) is [var only] ? only : null)
        .FirstOrDefault(a => a is not null);

    private async Task<List<ClickClaim>> FindClicksAsync(OrderFacts facts, PublicIds ids, CancellationToken cancel)
    {
        var claims = new List<ClickClaim>(facts.ClickIds.Count);
        foreach (var sent in facts.ClickIds)
        {
            var click = ids.TryParse(sent, out var key) ? await reader.FindClickAsync(key, cancel) : null;
            claims.Add(new ClickClaim(ClickSource.Explicit, sent, click));
        }

        return claims;
    }

    private async Task<IntakeAnswer> RefuseAsync(Hit hit, Refusal why)
    {
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Refused, why.Code, StoredText.Clean(why.Message));
        await writer.WriteAsync(hit);
        return new(null, why, hit.Id);
    }

    private async Task<IntakeAnswer> HoldAsync(Hit hit)
    {
        const string Detail = "Nothing that was sent says which advertiser the order is for: send aid or oid, or post to the advertiser's own tracking domain.";
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Held, "advertiser_unknown", Detail);
        await writer.WriteAsync(hit);
        return new(null, null, hit.Id);
    }
}

/// <summary>What a door answers: a stored order, a refusal, or (both null) a request that is held for staff.</summary>
/// <param name="HitId">Set when there is no order: where the request can be found.</param>
public sealed record IntakeAnswer(OrderReceipt? Receipt, Refusal? Why, long? HitId);
