using System.Security.Cryptography;
using System.Text.Json;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Shops;

/// <summary>
/// A delivery of a shop's webhook: the sender is proved on the bytes as they came, personal data is masked, and what is left is read, stored and worked on. A
/// shop that is not answered with success switches its webhook off, so only a sender who is not proved is told of a fault.
/// </summary>
public sealed class ShopIntake(OrderIntake intake, ConnectionMemory memory, ILogger<ShopIntake> log)
{
    private const int Lanes = 64;

    // Two deliveries about one order go one after the other: on PostgreSQL a refund and the order's state that lists it would wait for each other's rows.
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1))];

    /// <exception cref="StoreUnavailableException">Nothing was stored: the shop must try again.</exception>
    public async Task<ShopAnswer> ReceiveAsync(Connection connection, RawRequest raw, CancellationToken cancel)
    {
        var (kept, document, reading) = await JudgeAsync(connection, raw, cancel);
        using (document)
        {
            var delivery = DeliveryOf(connection.Kind, raw, reading);
            var repeated = delivery is null || IsUnproved(reading) ? null : await RepeatedAsync(connection, delivery, raw, cancel);
            reading = repeated ?? reading;
            var answer = await HandInAsync(connection, reading, kept, cancel);
            await FollowPromotionsAsync(connection, reading, kept, cancel);
            if (delivery is not null && VerdictOf(reading, answer) is not (HitVerdict.Held or HitVerdict.Refused))
            {
                // Last of all: what comes again before everything is done must be done again.
                await memory.KeepAsync(connection.Id, ConnectionFactKind.Delivery, delivery, HashOf(raw), raw.ReceivedAt, cancel);
            }

            await NoteAsync(connection, raw, reading, answer, cancel);
            return new(VerdictOf(reading, answer), ReasonOf(reading, answer), IsUnproved(reading), answer);
        }
    }

    /// <summary>What a stored delivery says, read again without its signature.</summary>
    /// <exception cref="JsonException">What was kept of the body is no document.</exception>
    public async Task<Reading> ReadAgainAsync(Connection connection, RawRequest kept, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(kept.Body);
        return (await ReadAsync(connection, document.RootElement, kept, cancel)).Reading;
    }

    /// <param name="codeOf">The code that a promotion's id stands for; null = not known.</param>
    /// <inheritdoc cref="ReadAgainAsync(Connection, RawRequest, CancellationToken)"/>
    public static Reading ReadAgain(Connection connection, RawRequest kept, Func<string, string?> codeOf)
    {
        using var document = JsonDocument.Parse(kept.Body);
        return ShopDialect.Read(connection.Kind, document.RootElement, ContextOf(connection, kept, codeOf), kept).Reading;
    }

    /// <summary>Takes a stored delivery once more, on staff's word.</summary>
    /// <param name="note">See <see cref="OrderIntake.ReplayAsync"/>.</param>
    /// <exception cref="JsonException">What was kept of the body is no document.</exception>
    public async Task<IntakeAnswer> ReplayAsync(Connection connection, Hit hit, string note, RawRequest kept, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(kept.Body);
        var reading = await ReadAsync(connection, document.RootElement, kept, cancel);
        var answer = await InLaneAsync(connection, reading, () => intake.ReplayAsync(reading.Reading, hit, note, kept, cancel), cancel);
        await FollowPromotionsAsync(connection, reading, kept, cancel);
        return answer;
    }

    // Sender, state of the connection, document, dialect: in this order, so that nothing of an unproved body is believed.
    private async Task<(RawRequest Kept, JsonDocument? Document, ShopReading Reading)> JudgeAsync(Connection connection, RawRequest raw, CancellationToken cancel)
    {
        if (ShopDialect.IsPing(connection.Kind, raw))
        {
            return (raw, null, Ignored(connection, "ping", "WooCommerce has tried the address and reached it.", HitVerdict.Ignored));
        }

        var verdict = ShopSignature.Check(connection.Kind, raw, connection.SecretsAt(raw.ReceivedAt));
        var (masked, unreadable) = ShopDocument.Read(raw, ShopDialect.KeptOf(connection.Kind));
        var kept = raw with { Body = masked ?? UnreadableText.Of(raw.Body), KeptText = verdict == SignatureVerdict.Right && masked is not null ? masked.Length + RawRequest.MaxText : RawRequest.MaxText };
        if (ShopRefusals.Of(connection, raw, verdict, unreadable) is { } refused)
        {
            return (kept, null, refused);
        }

        var document = JsonDocument.Parse(masked!);
        var reading = await ReadAsync(connection, document.RootElement, raw, cancel);

        // The customer's address is masked in the document: it is looked at once, here, and kept nowhere.
        return (kept, document, reading.Reading is Reading.Order order ? reading with { Reading = order with { Facts = order.Facts with { CustomerMark = ShopCustomer.MarkOf(connection.Kind, raw.Body) } } } : reading);
    }

    private async Task<ShopReading> ReadAsync(Connection connection, JsonElement document, RawRequest raw, CancellationToken cancel)
    {
        var codes = await memory.ValuesAsync(connection.Id, ConnectionFactKind.PromotionCode, ShopDialect.PromotionsOf(connection.Kind, document), cancel);
        return ShopDialect.Read(connection.Kind, document, ContextOf(connection, raw, codes.GetValueOrDefault), raw);
    }

    private static ShopContext ContextOf(Connection connection, RawRequest raw, Func<string, string?> codeOf) =>
        new(connection.AdvertiserId, connection.OfferId, connection.OrderPrefix, ShopDialect.TopicOf(connection.Kind, raw), codeOf);

    private Task<IntakeAnswer> HandInAsync(Connection connection, ShopReading reading, RawRequest kept, CancellationToken cancel) =>
        InLaneAsync(connection, reading, () => intake.ReceiveAsync(reading.Reading, ShopDialect.DoorOf(connection.Kind), kept, cancel), cancel);

    private async Task<IntakeAnswer> InLaneAsync(Connection connection, ShopReading reading, Func<Task<IntakeAnswer>> work, CancellationToken cancel)
    {
        var order = reading.Reading switch
        {
            Reading.Order { Facts.OrderId: { } id } => id,
            Reading.Correction { Facts.OrderId: { } id } => id,
            _ => null,
        };
        if (order is null)
        {
            return await work();
        }

        var lane = _lanes[(HashCode.Combine(connection.AdvertiserId, order) & int.MaxValue) % Lanes];
        await lane.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            lane.Release();
        }
    }

    private async Task<ShopReading?> RepeatedAsync(Connection connection, string delivery, RawRequest raw, CancellationToken cancel) =>
        await memory.ValueAsync(connection.Id, ConnectionFactKind.Delivery, delivery, cancel) switch
        {
            null => null,
            var hash when hash == HashOf(raw) => Ignored(connection, "duplicate_delivery", "The same delivery had come before; nothing changed.", HitVerdict.Duplicate),
            _ => Ignored(connection, "id_reuse", "Another delivery with the same id had come before. Which one is meant cannot be known.", HitVerdict.Held),
        };

    // What a promotion code's id stands for may be told before the order or after it.
    private async Task FollowPromotionsAsync(Connection connection, ShopReading reading, RawRequest kept, CancellationToken cancel)
    {
        if (reading.Learnt is var (id, code))
        {
            await memory.KeepAsync(connection.Id, ConnectionFactKind.PromotionCode, id, code, kept.ReceivedAt, cancel);
            await ReadAgainAsync(connection, id, kept, cancel);
        }

        foreach (var promotion in reading.Awaited)
        {
            await memory.KeepAsync(connection.Id, ConnectionFactKind.AwaitsCode, $"{promotion} {reading.DeliveryId}", System.Text.Encoding.UTF8.GetString(kept.Body), kept.ReceivedAt, cancel);
            if (await memory.ValueAsync(connection.Id, ConnectionFactKind.PromotionCode, promotion, cancel) is not null)
            {
                await ReadAgainAsync(connection, promotion, kept, cancel);
            }
        }
    }

    private async Task ReadAgainAsync(Connection connection, string promotion, RawRequest kept, CancellationToken cancel)
    {
        foreach (var fact in await memory.AwaitingAsync(connection.Id, promotion, cancel))
        {
            var raw = kept with { Body = System.Text.Encoding.UTF8.GetBytes(fact.Value) };
            using var document = JsonDocument.Parse(raw.Body);
            await HandInAsync(connection, await ReadAsync(connection, document.RootElement, raw, cancel), raw, cancel);
            await memory.ForgetAsync(fact, cancel);
        }
    }

    private async Task NoteAsync(Connection connection, RawRequest raw, ShopReading reading, IntakeAnswer answer, CancellationToken cancel)
    {
        var detail = reading.Awaited.Count > 0 ? $"{reading.Summary} What {string.Join(", ", reading.Awaited)} stands for is not known yet." : answer.Why?.Message ?? reading.Summary;
        var shop = IsUnproved(reading) || ShopDialect.IsPing(connection.Kind, raw) ? null : ShopDialect.ShopOf(connection.Kind, raw);
        try
        {
            await memory.NoteAsync(connection, raw.ReceivedAt, VerdictOf(reading, answer), ReasonOf(reading, answer), detail, answer.Receipt?.ConversionId, shop, cancel);
        }
        catch (Exception error) when (error is System.Data.Common.DbException || error.InnerException is System.Data.Common.DbException)
        {
            // The delivery itself is stored, and the shop must hear so.
            log.LogWarning(error, "The figures of connection {Id} could not be kept.", connection.Id);
        }
    }

    private static string? DeliveryOf(ConnectionKind kind, RawRequest raw, ShopReading reading) => ShopDialect.DeliveryIdOf(kind, raw) ?? reading.DeliveryId;

    private static bool IsUnproved(ShopReading reading) => reading.Reading is Reading.Ignored { Verdict: HitVerdict.Refused };

    private static HitVerdict VerdictOf(ShopReading reading, IntakeAnswer answer) => (reading.Reading, answer) switch
    {
        (Reading.Ignored ignored, _) => ignored.Verdict,
        (_, { Why: not null }) => HitVerdict.Refused,
        (_, { Effect: LedgerReceipt.Duplicate }) or (_, { Receipt.Duplicate: true, Effect: null }) => HitVerdict.Duplicate,
        _ => HitVerdict.Accepted,
    };

    private static string? ReasonOf(ShopReading reading, IntakeAnswer answer) => reading.Reading is Reading.Ignored ignored ? ignored.Code : answer.Why?.Code ?? answer.Effect;

    private static string HashOf(RawRequest raw) => Convert.ToHexStringLower(SHA256.HashData(raw.Body));

    private static ShopReading Ignored(Connection connection, string code, string message, HitVerdict verdict) =>
        ShopReading.Of(new Reading.Ignored(connection.AdvertiserId, code, message) { Verdict = verdict });
}

/// <summary>What became of a delivery.</summary>
/// <param name="Reason">Stable code; null for a plain new order.</param>
/// <param name="IsUnproved">Whether the sender has not proved that it has the connection's secret: the only fault that is told.</param>
public sealed record ShopAnswer(HitVerdict Verdict, string? Reason, bool IsUnproved, IntakeAnswer Intake);
