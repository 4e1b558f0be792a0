using System.Globalization;
using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Dialects.Json;
using CouponPortal.Intake.Dialects.Sheet;
using CouponPortal.Intake.Dialects.Shops;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.TryIt;

/// <summary>A pasted text, read by its door's dialect.</summary>
/// <param name="Request">Of a document with many orders, its first alone.</param>
/// <param name="Rows">How many orders the text has.</param>
internal sealed record TrialRead(string Door, RawRequest Request, Reading? Reading, int Rows);

/// <summary>Reads what was pasted as its door would, for an actor who manages the advertiser.</summary>
public sealed class TrialReading(DoorDialects dialects, Catalog catalog, IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    /// <returns>Without a reading for a tracking link.</returns>
    internal async Task<Outcome<TrialRead>> ReadAsync(Actor actor, TrialDraft draft, CancellationToken cancel)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<TrialRead>.Forbidden("You may read orders, but not try doors.");
        }

        var errors = new FieldErrors();
        if (draft.AdvertiserId is { } chosen && (!actor.Manages(chosen) || catalog.Current.Advertiser(chosen) is null))
        {
            errors.Add("advertiser_id", $"Advertiser {chosen} was not found.");
        }

        if (draft.Door is { } door && !PastedRequest.Doors.Contains(door))
        {
            errors.Add("door", $"Send one of {string.Join(", ", PastedRequest.Doors)}, or leave it out.");
        }

        if (string.IsNullOrWhiteSpace(draft.Raw) || draft.Raw.Length > TrialDraft.MaxRaw)
        {
            errors.Add("raw", $"Paste an address, a query, JSON, XML, or lines of an order file under their header; at most {TrialDraft.MaxRaw / 1024} KiB.");
        }

        if (errors.Any)
        {
            return new Outcome<TrialRead>.Invalid(errors);
        }

        return PastedRequest.Of(draft.Raw!, draft.Door, time.GetUtcNow().UtcDateTime) is { } pasted
            ? await ReadAsync(actor, pasted, draft.AdvertiserId ?? OwnOf(actor), cancel)
            : Fault("raw", "This is no address that takes orders, no query, JSON, XML, tracking link, nor lines of an order file under a header with promocode and price.");
    }

    /// <summary>The advertiser of somebody who has only one.</summary>
    internal static int? OwnOf(Actor actor) => !actor.IsNetworkAdmin && actor.AdvertiserIds is [var only] ? only : null;

    internal static Outcome<TrialRead> Fault(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return new Outcome<TrialRead>.Invalid(errors);
    }

    private async Task<Outcome<TrialRead>> ReadAsync(Actor actor, PastedRequest pasted, int? own, CancellationToken cancel)
    {
        var (door, request) = (pasted.Door, pasted.Request);
        if (door == PastedRequest.Link)
        {
            return Outcome.Done(new TrialRead(door, request, null, 1));
        }

        if (door is SheetOrders.Door or DoorDialects.Xml or DoorDialects.Pull)
        {
            own ??= AdvertiserOf(request)?.Advertiser.Id;
            return own is { } owner && actor.Manages(owner)
                ? Outcome.Done(OfDocument(door, request, door == SheetOrders.Door ? SheetOf(request, owner) : DoorDialects.Document(door, request, owner)!))
                : Fault("advertiser_id", "Send advertiser_id: a document of orders does not say whose they are.");
        }

        if (Array.Exists(Enum.GetValues<ConnectionKind>(), kind => ShopDialect.DoorOf(kind) == door))
        {
            return await OfShopAsync(actor, door, request, own, cancel);
        }

        var rows = 1;
        if (door == JsonOrder.Door && JsonRows.Of(request.Body).Read is { Rows: { Count: > 0 } many })
        {
            (request, rows) = (request with { Body = many[0].ToArray() }, many.Count);
        }

        return await dialects.ReadAsync(door, request, cancel) is { } reading
            ? Outcome.Done(new TrialRead(door, request, reading, rows))
            : Fault("door", $"The text is nothing that the door “{door}” takes.");
    }

    private static TrialRead OfDocument(string door, RawRequest request, FeedDocument document) => document switch
    {
        { Why: { } why } => new(door, request, new Reading.Refused(why), 1),
        { Rows: [var first, ..] rows } => new(door, request with { Body = first.Body }, first.Reading, rows.Count),
        _ => new(door, request, new Reading.Refused(Refusal.Bad("no_rows", "There is no order in the document.")), 1),
    };

    private static FeedDocument SheetOf(RawRequest request, int advertiser)
    {
        var (table, why) = OrderSheet.Read(request.Body, "pasted.csv");
        return table is null ? FeedDocument.Refused(why!) : SheetOrders.Of(table, new(advertiser, Convert.ToHexStringLower(SHA256.HashData(request.Body)), request.ReceivedAt));
    }

    private AdvertiserRules? AdvertiserOf(RawRequest request)
    {
        var parameters = Parameters.Of(request with { Body = [] }).Read;
        return (parameters is null ? null : catalog.Current.Advertiser(new SentFields(parameters).Integer("aid", "advertiser_id"))) ?? catalog.Current.ByHost(request.Host) ?? catalog.Current.Single;
    }

    // A shop's document says nothing without its connection: that of the address, else the advertiser's first of the kind.
    private async Task<Outcome<TrialRead>> OfShopAsync(Actor actor, string door, RawRequest request, int? own, CancellationToken cancel)
    {
        if (!request.Path.StartsWith("/hooks/", StringComparison.OrdinalIgnoreCase) && own is { } advertiser)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var kind = Enum.GetValues<ConnectionKind>().First(k => ShopDialect.DoorOf(k) == door);
            var first = await db.Connections.AsNoTracking().VisibleTo(actor).Where(c => c.AdvertiserId == advertiser && c.Kind == kind).OrderBy(c => c.Id).FirstOrDefaultAsync(cancel);
            request = first is null ? request : request with { Path = string.Create(CultureInfo.InvariantCulture, $"/hooks/{SnakeCase.Of(kind)}/{first.PublicId}") };
        }

        if (await dialects.ConnectionAsync(door, request, cancel) is not { } connection || !actor.Manages(connection.AdvertiserId))
        {
            return Fault("raw", $"Whose {door} delivery this is cannot be known: choose an advertiser that has such a connection, or paste the request with its address.");
        }

        // As the door does: personal data is gone before anything is read.
        var (masked, why) = ShopDocument.Read(request, ShopDialect.KeptOf(connection.Kind));
        request = masked is null ? request : request with { Body = masked };
        var reading = masked is null ? new Reading.Refused(why!) { AdvertiserId = connection.AdvertiserId } : await dialects.ReadAsync(door, request, cancel);
        return Outcome.Done(new TrialRead(door, request, reading, 1));
    }
}
