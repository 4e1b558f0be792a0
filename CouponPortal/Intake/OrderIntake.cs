using System.Data.Common;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake;

/// <summary>
/// The one way an order gets in, whoever sends it: find the advertiser, check the channel, judge, store with the raw request. Nothing is acknowledged before
/// it is on disk, and what is refused is kept as well.
/// </summary>
public sealed class OrderIntake(
    Catalog catalog, EventWriter writer, EventReader reader, EventKey keys, OrderLedger ledger, RepeatedOrder repeated, WaitingCorrections waiting, SecretUses uses, ReceivedWebhooks webhooks, OrderScreening screening, OrderCaps caps)
{
    /// <summary>Reason of a hit that brought a test order: it is no sign that a door is alive.</summary>
    public const string TestReason = "test";

    // Beside what the writer itself takes before it calls the store down: look-ups, and the ledger's part.
    private static readonly TimeSpan Beside = TimeSpan.FromMilliseconds(300);

    /// <exception cref="StoreUnavailableException">Nothing was stored, or it is not known: the sender must try again. Told within two seconds, whatever the store does.</exception>
    public async Task<IntakeAnswer> ReceiveAsync(Reading reading, string door, RawRequest raw, CancellationToken cancel)
    {
        ThrowIfDown();
        try
        {
            return await ReadAsync(reading, door, raw, cancel).WaitAsync(Longest, cancel);
        }
        catch (TimeoutException late)
        {
            throw new StoreUnavailableException("The store does not answer.", late);
        }
    }

    /// <summary>After which a sender is told to come back.</summary>
    public TimeSpan Longest => writer.Patience + Beside;

    /// <exception cref="StoreUnavailableException">The store is known to be down: nothing else need be tried.</exception>
    public void ThrowIfDown()
    {
        if (writer.Outage is { } outage)
        {
            throw new StoreUnavailableException(outage.Reason);
        }
    }

    private Task<IntakeAnswer> ReadAsync(Reading reading, string door, RawRequest raw, CancellationToken cancel) =>
        TakeAsync(reading, new Hit { Id = keys.Next(raw.ReceivedAt), Door = door, Raw = raw.ToStoredText(), RemoteIp = AddressMarks.Of(raw.RemoteIp, raw.ReceivedAt) }, raw, cancel);

    /// <summary>Takes a stored request once more: the same hit, judged as of its arrival, by whoever stands behind the reading's proof.</summary>
    /// <param name="hit">As stored; what became of it before is replaced.</param>
    /// <param name="note">Who has it read again and why; kept in the hit's detail, before what is wrong with it now.</param>
    /// <exception cref="StoreUnavailableException">Nothing changed.</exception>
    public Task<IntakeAnswer> ReplayAsync(Reading reading, Hit hit, string note, RawRequest raw, CancellationToken cancel)
    {
        (hit.IsReplayed, hit.Verdict, hit.Reason, hit.Detail) = (true, HitVerdict.Accepted, null, StoredText.Clean(note));
        return TakeAsync(reading, hit, raw, cancel);
    }

    private async Task<IntakeAnswer> TakeAsync(Reading reading, Hit hit, RawRequest raw, CancellationToken cancel) =>
        reading switch
        {
            Reading.Order order => await OrderAsync(order, hit, raw, cancel),
            Reading.Correction correction => await CorrectAsync(correction, hit, raw, cancel),
            Reading.Ignored ignored => await IgnoreAsync(ignored, hit),
            Reading.Refused refused => await RefuseAsync(Of(hit, refused.AdvertiserId), raw, refused.Why),
            _ => throw new InvalidOperationException($"No intake for {reading.GetType().Name}."),
        };

    private async Task<IntakeAnswer> OrderAsync(Reading.Order order, Hit hit, RawRequest raw, CancellationToken cancel)
    {
        var snapshot = catalog.Current;
        var facts = OrderPlace.WithOffer(order.Facts, raw.Host, snapshot);
        var clicks = await OrderPlace.FindClicksAsync(reader, facts, snapshot.Ids, cancel);
        if (OrderPlace.AdvertiserOf(facts, clicks, raw.Host, snapshot) is not { } rules)
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
        if (order.Proof.Delivery is { } delivery && await StoredAsync(() => webhooks.FirstAtAsync(rules.Advertiser.Id, delivery.Id, delivery.BodyHash, raw.ReceivedAt)) is null)
        {
            return await HoldAsync(hit, "id_reuse", "A delivery with this webhook-id came before with another body. It was kept, and nothing came of it.");
        }

        var judgement = Judgement.Of(facts, clicks, rules, keys.Next(raw.ReceivedAt), raw.ReceivedAt, admission.Verified);
        if (judgement.Row is not { } row)
        {
            return await RefuseAsync(hit, raw, judgement.Why!);
        }

        await StoredAsync(() => screening.ApplyAsync(facts, row, clicks, rules, order.Proof.IsBrowser ? raw.RemoteIp : null, cancel));
        hit.Reason = facts.IsTest ? TestReason : null;
        var stated = StatedReversals.Of(facts, row, hit, () => keys.Next(raw.ReceivedAt));
        var receipt = await StoreAsync(rules, row, () => new OrderWrite(row, hit, judgement.Items)
        {
            Messages = Outbox.ForNew(row, snapshot.PostbacksOf(row.PartnerId), snapshot.Ids, keys, raw.ReceivedAt),
            MayDiffer = admission.Verified && facts.Repeat == RepeatMeaning.Duplicate,
        }, cancel);
        var change = receipt.Duplicate
            ? await StoredAsync(() => repeated.ApplyAsync(facts, judgement, receipt, hit, stated, cancel))
            : await StoredAsync(() => FirstAsync(facts, row, hit, stated, cancel));
        return change is null ? new(receipt, null, null) : AnswerOf(change, hit, receipt.Duplicate);
    }

    // Caps come last, at the door of the store: a place that is taken is a place that is used, or given back.
    private async Task<OrderReceipt> StoreAsync(AdvertiserRules rules, Conversion row, Func<OrderWrite> order, CancellationToken cancel)
    {
        var ticket = await StoredAsync(() => caps.TakeAsync(rules, row, cancel));
        var isNew = false;
        try
        {
            var receipt = await writer.WriteAsync(order());
            isNew = !receipt.Duplicate;
            return receipt;
        }
        finally
        {
            ticket?.Settle(isNew);
        }
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

        var saidAt = SaidAt(facts, raw.ReceivedAt);
        var correction = new Correction
        {
            Id = keys.Next(raw.ReceivedAt),
            AdvertiserId = rules.Advertiser.Id,
            Event = facts.Event,
            Target = target,
            Kind = facts.Kind,
            Key = facts.Key ?? (facts.Kind == CorrectionKind.Status ? RepeatedStatus.KeyOf(facts.Status!.Value, saidAt, hit) : facts.AmountText is { } text ? "amount " + Plain(text) : "all"),
            AmountText = facts.AmountText,
            Currency = facts.Currency,
            Status = facts.Status,
            SaidAt = saidAt,
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

    // A time that lies ahead would shut out all that is said until then: it is not believed. The store has microseconds.
    private static DateTime? SaidAt(CorrectionFacts facts, DateTime receivedAt) =>
        facts.SaidAt is { } at && at <= receivedAt + Judgement.MaxAhead ? at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)) : null;

    // The same amount however it is written: 1,200.50 and 1200.5.
    private static string Plain(string amount)
    {
        var digits = amount.Replace(",", "", StringComparison.Ordinal).TrimStart('0');
        return digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
    }

    private static Hit Of(Hit hit, int? advertiserId)
    {
        hit.AdvertiserId = advertiserId ?? hit.AdvertiserId;
        return hit;
    }

    private static string DetailOf(Hit hit, string message) => StoredText.Clean(hit.IsReplayed ? $"{hit.Detail} {message}" : message);

    private async Task<IntakeAnswer> IgnoreAsync(Reading.Ignored ignored, Hit hit)
    {
        (hit.AdvertiserId, hit.Verdict, hit.Reason, hit.Detail) = (ignored.AdvertiserId ?? hit.AdvertiserId, ignored.Verdict, ignored.Code, DetailOf(hit, ignored.Message));
        await writer.WriteAsync(hit);
        return new(null, null, hit.Id, ignored.Code);
    }

    private async Task<IntakeAnswer> RefuseAsync(Hit hit, RawRequest raw, Refusal why)
    {
        hit.AdvertiserId ??= catalog.Current.ByHost(raw.Host)?.Advertiser.Id;
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Refused, why.Code, DetailOf(hit, why.Message));
        await writer.WriteAsync(hit);
        return new(null, why, hit.Id);
    }

    private Task<IntakeAnswer> HoldUnknownAsync(Hit hit) =>
        HoldAsync(hit, IntakeAnswer.AdvertiserUnknown, "Nothing that was sent says which advertiser the order is for: send aid or oid, or post to the advertiser's own tracking domain.");

    private async Task<IntakeAnswer> HoldAsync(Hit hit, string reason, string detail)
    {
        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Held, reason, DetailOf(hit, detail));
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
