using System.Globalization;
using System.Text.Json;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Replay;
using CouponPortal.Intake.Shops;

namespace CouponPortal.Features.Inbox.Replay;

/// <summary>
/// Reads a refused or held request once more, as its own door would, now that the cause is mended. Judged as of its arrival; the hit stays the same one. An
/// order that the request brings has one key whoever presses how often, so that it comes once.
/// </summary>
public sealed class ReplayHit(HitList hits, DoorDialects dialects, OrderIntake intake, ShopIntake shops, TimeProvider time)
{
    public async Task<Outcome<Hit>> RunAsync(Actor actor, long id, ReplayDraft draft, CancellationToken cancel)
    {
        if (await hits.OneAsync(actor, id, cancel) is not { } hit)
        {
            return new Outcome<Hit>.NotFound();
        }

        if (!(hit.AdvertiserId is { } owner ? actor.Manages(owner) : actor.CanAdministrate))
        {
            return new Outcome<Hit>.Forbidden("You may read this request, but not have it read again.");
        }

        if (ReplayRules.Obstacle(hit) is { } obstacle)
        {
            return new Outcome<Hit>.Conflict("nothing_to_replay", obstacle);
        }

        var errors = ReplayRules.Check(hit, draft);
        if (errors.Any)
        {
            return new Outcome<Hit>.Invalid(errors);
        }

        var (request, damaged) = StoredRequest.Of(hit);
        return request is null ? new Outcome<Hit>.Conflict("raw_incomplete", damaged!) : await ReadAsync(actor, hit, request, draft, cancel);
    }

    private async Task<Outcome<Hit>> ReadAsync(Actor actor, Hit hit, RawRequest request, ReplayDraft draft, CancellationToken cancel)
    {
        if (await dialects.ReadAsync(hit.Door, request, cancel) is not { } reading)
        {
            return new Outcome<Hit>.Conflict("door_unreadable", $"Requests of the door “{hit.Door}” are not read one by one, or its connection is gone. Send the order again instead.");
        }

        var named = AdvertiserOf(reading);
        var target = draft.AdvertiserId ?? named ?? hit.AdvertiserId;
        if (target is { } advertiser ? !actor.Manages(advertiser) : !actor.CanAdministrate)
        {
            var errors = new FieldErrors();
            errors.Add("advertiser_id", $"Advertiser {target} was not found.");
            return new Outcome<Hit>.Invalid(errors);
        }

        try
        {
            // Nobody who leaves the page stops it half-way.
            var note = NoteOf(actor, hit, draft);
            _ = await dialects.ConnectionAsync(hit.Door, request, cancel) is { } connection
                ? await ShopAsync(connection, hit, note, request)
                : await intake.ReplayAsync(WithAuthority(reading, hit, target), hit, note, request, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return new Outcome<Hit>.Conflict("store_unavailable", "The store is busy or down; nothing changed. Try again in a few seconds.");
        }
        catch (JsonException)
        {
            return new Outcome<Hit>.Conflict("raw_incomplete", "What is kept of the body is no document. Have the shop deliver it again.");
        }

        return Outcome.Done((await hits.OneAsync(Actor.System, hit.Id, CancellationToken.None))!);
    }

    private Task<IntakeAnswer> ShopAsync(Connection connection, Hit hit, string note, RawRequest request) => shops.ReplayAsync(connection, hit, note, request, CancellationToken.None);

    private static int? AdvertiserOf(Reading reading) => reading switch
    {
        Reading.Order order => order.Facts.AdvertiserId,
        Reading.Correction correction => correction.Facts.AdvertiserId,
        _ => null,
    };

    // Secrets are masked in what is kept: staff's word takes their place. An order that has no key of its own gets the hit's.
    private static Reading WithAuthority(Reading reading, Hit hit, int? advertiserId) => reading switch
    {
        Reading.Order { Facts: var facts } => new Reading.Order(
            facts with { AdvertiserId = advertiserId, IdempotencyKey = facts.IdempotencyKey ?? string.Create(CultureInfo.InvariantCulture, $"hit {hit.Id}") }, ChannelProof.Given),
        Reading.Correction { Facts: var facts } => new Reading.Correction(facts with { AdvertiserId = advertiserId }, ChannelProof.Given),
        Reading.Refused refused => refused with { AdvertiserId = hit.AdvertiserId },
        var other => other,
    };

    private string NoteOf(Actor actor, Hit hit, ReplayDraft draft)
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var reason = draft.Reason?.Trim() is { Length: > 0 } said ? $" ({said})" : "";
        var before = Excerpt.Of($"{SnakeCase.Of(hit.Verdict)} {hit.Reason}: {hit.Detail}".TrimEnd(' ', ':', '.'), MaxBefore);
        return $"Read again on {now} UTC by {actor.Name}{reason}. Before: {before}.";
    }

    // A request that is read again and again keeps its latest attempts.
    private const int MaxBefore = 1_000;
}
