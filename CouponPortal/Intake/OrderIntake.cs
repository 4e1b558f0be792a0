using System.Data.Common;
using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Intake;

/// <summary>
/// The one way an order gets in, whoever sends it: find the advertiser, check the channel, judge, store with the raw request. Nothing is acknowledged before
/// it is on disk, and what is refused is kept as well.
/// </summary>
public sealed class OrderIntake(
    Catalog catalog, EventWriter writer, EventReader reader, EventKey keys, OrderLedger ledger, RepeatedOrder repeated, WaitingCorrections waiting, SecretUses uses, Deliveries deliveries)
{
    /// <exception cref="StoreUnavailableException">Nothing was stored: the sender must try again.</exception>
    public async Task<IntakeAnswer> ReceiveAsync(Reading reading, string door, RawRequest raw, CancellationToken cancel)
    {
        var hit = new Hit { Id = keys.Next(raw.ReceivedAt), Door = door, Raw = raw.ToStoredText(), RemoteIp = raw.RemoteIp };
        return reading switch
        {
            Reading.Order order => await OrderAsync(order, hit, raw, cancel),
            Reading.Correction correction => await CorrectAsync(correction, hit, raw, cancel),
            Reading.Ignored ignored => await IgnoreAsync(ignored, hit),
            Reading.Refused refused => await RefuseAsync(Of(hit, refused.AdvertiserId), raw, refused.Why),
            _ => throw new InvalidOperationException($"No intake for {reading.GetType().Name}."),
        };
    }

    private async Task<IntakeAnswer> OrderAsync(Reading.Order order, Hit hit, RawRequest raw, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        var facts = WithOffer(order.Facts, raw.Host, snapshot);
        var clicks = await FindClicksAsync(facts, snapshot.Ids, cancel);
        if (AdvertiserOf(facts, clicks, raw.Host, snapshot) is not { } rules)
        {
            return await HoldUnknownAsync(hit);
        }

        hit.AdvertiserId = rules.Advertiser.Id;
        var admission = ChannelSecurity.Check(rules.Advertiser, order.Proof, raw.RemoteIp, raw.ReceivedAt);
        if (admission.Why is { } closed)
        {
            return await RefuseAsync(hit, raw, closed);
        }

        await uses.NoteAsync(rules.Advertiser.Id, admission.Secret, raw.ReceivedAt);
        if (order.Proof.Delivery is { } delivery && !await StoredAsync(() => deliveries.IsFirstOrSameAsync(rules.Advertiser.Id, delivery.Id, delivery.BodyHash, raw.ReceivedAt)))
        {
            return await HoldAsync(hit, "id_reuse", "A delivery with this webhook-id came before with another body. It was kept, and nothing came of it.");
        }

        var judgement = Judgement.Of(facts, clicks, rules, keys.Next(raw.ReceivedAt), raw.ReceivedAt, admission.Verified);
        if (judgement.Row is not { } row)
        {
            return await RefuseAsync(hit, raw, judgement.Why!);
        }

        var stated = StatedReversals.Of(facts, row, hit, () => keys.Next(raw.ReceivedAt));
        var receipt = await writer.WriteAsync(new OrderWrite(row, hit, judgement.Items)
        {
            Messages = Outbox.ForNew(row, snapshot.PostbacksOf(row.PartnerId), snapshot.Ids, keys, raw.ReceivedAt),
            MayDiffer = admission.Verified && facts.Repeat == RepeatMeaning.Duplicate,
        });
        var change = receipt.Duplicate
            ? await StoredAsync(() => repeated.ApplyAsync(facts, judgement, receipt, hit, stated, cancel))
            : await StoredAsync(() => FirstAsync(facts, row, hit, stated, cancel));
        return change is null ? new(receipt, null, null) : AnswerOf(change, hit, receipt.Duplicate);
    }

    // What is known of a new order beside the order itself: the reversals it lists, and those that came before it.
    private async Task<LedgerReceipt?> FirstAsync(OrderFacts facts, Conversion row, Hit hit, IReadOnlyList<Correction> stated, CancellationToken cancel)
    {
        var change = stated.Count == 0 ? null : await ledger.ChangeAsync(
            row.Id, ConversionChangeKind.Reversal, facts.Door, hit, (db, stored) => StatedReversals.ApplyToNewAsync(db, stored, row.SourceVersion, facts, stated), cancel: cancel);
        return waiting.IsAwaited(row) ? await ledger.ApplyWaitingAsync(row.Id, cancel) ?? change : change;
    }

    private async Task<IntakeAnswer> CorrectAsync(Reading.Correction reading, Hit hit, RawRequest raw, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        var facts = reading.Facts;
        var click = snapshot.Ids.TryParse(facts.ClickId ?? "", out var clickKey) ? await reader.FindClickAsync(clickKey, cancel) : null;
        var owner = snapshot.Ids.TryParse(facts.ConversionId ?? "", out var conversionKey) ? await ledger.AdvertiserOfAsync(conversionKey, cancel) : null;
        if ((snapshot.Advertiser(facts.AdvertiserId) ?? snapshot.ByHost(raw.Host) ?? snapshot.Advertiser(click?.AdvertiserId) ?? snapshot.Advertiser(owner) ?? snapshot.Single) is not { } rules)
        {
            return await HoldUnknownAsync(hit);
        }

        hit.AdvertiserId = rules.Advertiser.Id;
        var admission = ChannelSecurity.Check(rules.Advertiser, reading.Proof, raw.RemoteIp, raw.ReceivedAt);
        if (admission.Why is { } closed)
        {
            return await RefuseAsync(hit, raw, closed);
        }

        await uses.NoteAsync(rules.Advertiser.Id, admission.Secret, raw.ReceivedAt);
        if (!admission.Verified)
        {
            return await RefuseAsync(hit, raw, new(401, "not_authenticated", "A browser cannot take an order back."));
        }

        string? target = facts switch
        {
            { ConversionId: not null } => owner == rules.Advertiser.Id ? Correction.ByConversion(conversionKey) : null,
            { OrderId: { } id } => Correction.ByOrder(id),
            { ClickId: not null } => click?.AdvertiserId == rules.Advertiser.Id ? Correction.ByClick(clickKey) : null,
            _ => null,
        };
        if (target is null)
        {
            return await RefuseAsync(hit, raw, new(404, "order_unknown", "No order of this advertiser has that id."));
        }

        var correction = new Correction
        {
            Id = keys.Next(raw.ReceivedAt),
            AdvertiserId = rules.Advertiser.Id,
            Event = facts.Event,
            Target = target,
            Kind = facts.Kind,
            Key = facts.Key ?? (facts.Kind == CorrectionKind.Status ? $"{SnakeCase.Of(facts.Status!.Value)}" : facts.AmountText is { } text ? "amount " + Plain(text) : "all"),
            AmountText = facts.AmountText,
            Currency = facts.Currency,
            Status = facts.Status,
            HitId = hit.Id,
            Door = facts.Door,
        };
        var receipt = await StoredAsync(() => ledger.CorrectAsync(correction, hit, cancel, facts.By, facts.Note));
        return AnswerOf(receipt, hit, receipt.Effect == LedgerReceipt.Duplicate);
    }

    // The ledger goes through EF: a store that is down or busy is told to the sender as the event writer tells it.
    private static async Task<T> StoredAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is DbException || error.InnerException is DbException)
        {
            throw new StoreUnavailableException("The order's ledger: " + error.Message, error);
        }
    }

    private static IntakeAnswer AnswerOf(LedgerReceipt change, Hit hit, bool duplicate) =>
        new(change.Row is { } row ? OrderReceipt.Of(row, duplicate) : null, null, hit.Id, change.Effect);

    // Another network's name for the offer first, then our id: a shop that moved here sends what it always sent. A name that is neither is left aside.
    private static OrderFacts WithOffer(OrderFacts facts, string host, CatalogSnapshot snapshot)
    {
        if (facts.OfferCode is not { } code)
        {
            return facts;
        }

        var rules = snapshot.Advertiser(facts.AdvertiserId) ?? snapshot.ByHost(host);
        var named = rules is null ? snapshot.OfferByExternalCode(code) : rules.OfferByExternalCode(code)?.Id;
        return facts with { OfferId = named ?? (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null) };
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

    // The same amount however it is written: 1,200.50 and 1200.5.
    private static string Plain(string amount)
    {
        var digits = amount.Replace(",", "", StringComparison.Ordinal).TrimStart('0');
        return digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
    }

    private static Hit Of(Hit hit, int? advertiserId)
    {
        hit.AdvertiserId = advertiserId;
        return hit;
    }

    private async Task<IntakeAnswer> IgnoreAsync(Reading.Ignored ignored, Hit hit)
    {
        (hit.AdvertiserId, hit.Verdict, hit.Reason, hit.Detail) = (ignored.AdvertiserId, ignored.Verdict, ignored.Code, StoredText.Clean(ignored.Message));
        await writer.WriteAsync(hit);
        return new(null, null, hit.Id, ignored.Code);
    }

    private async Task<IntakeAnswer> RefuseAsync(Hit hit, RawRequest raw, Refusal why)
    {
        hit.AdvertiserId ??= catalog.Current.ByHost(raw.Host)?.Advertiser.Id;
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Refused, why.Code, StoredText.Clean(why.Message));
        await writer.WriteAsync(hit);
        return new(null, why, hit.Id);
    }

    private Task<IntakeAnswer> HoldUnknownAsync(Hit hit) =>
        HoldAsync(hit, IntakeAnswer.AdvertiserUnknown, "Nothing that was sent says which advertiser the order is for: send aid or oid, or post to the advertiser's own tracking domain.");

    private async Task<IntakeAnswer> HoldAsync(Hit hit, string reason, string detail)
    {
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Held, reason, detail);
        await writer.WriteAsync(hit);
        return new(null, null, hit.Id, reason) { IsHeld = true };
    }
}

/// <summary>What a door answers: an order, a refusal, or (both null) a request that is held, waits for its order, or has nothing to do.</summary>
/// <param name="HitId">Where the request can be found; null for a plain new order or duplicate.</param>
/// <param name="Effect">What a correction, a repeat or an ignored request came to; null for a plain order.</param>
public sealed record IntakeAnswer(OrderReceipt? Receipt, Refusal? Why, long? HitId, string? Effect = null)
{
    public const string AdvertiserUnknown = "advertiser_unknown";

    /// <summary>The request could not be placed and waits for staff.</summary>
    public bool IsHeld { get; init; }
}
