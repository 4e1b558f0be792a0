using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.History;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Codes;

/// <summary>Another coupon, named beside a code that somebody types.</summary>
public sealed record CodeMention(int CouponId, string Code, string Text);

/// <summary>What is known of a code.</summary>
/// <param name="Fault">Null when it can be saved as things stand now; else what is wrong.</param>
/// <param name="IsChecked">False while no offer says whose codes to look among.</param>
/// <param name="Owners">Who has or had it, latest first.</param>
/// <param name="LookAlikes">Codes still running that people could take for it; the likeliest first.</param>
public sealed record CodeReport(string? Fault, bool IsChecked, IReadOnlyList<CodeMention> Owners, IReadOnlyList<CodeMention> LookAlikes);

/// <summary>What the form says beside the code while it is typed. Advice alone: saving checks again, under the lock.</summary>
public sealed class CodeCheck(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const int Shown = 5;
    private const int Enough = 50;

    // Far below SQLite's limit of parameters.
    private const int LookedUpAtOnce = 1_000;

    public async Task<CodeReport> ReportAsync(Actor actor, int couponId, CouponDraft draft, CancellationToken cancel = default)
    {
        if (CouponCode.Check(draft.Code) is var fault and not CodeFault.None)
        {
            return new(CouponCode.Message(fault), IsChecked: true, [], []);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var advertiser = await db.Offers.VisibleTo(actor).Where(o => o.Id == draft.OfferId)
            .Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (_, a) => new { a.Id, a.TimeZone }).SingleOrDefaultAsync(cancel);
        if (advertiser is null)
        {
            return new(null, IsChecked: false, [], []);
        }

        var zone = LocalDays.Zone(advertiser.TimeZone);
        var terms = draft.Terms(couponId, zone);
        return new(
            await CouponObstacles.FindAsync(db, advertiser.Id, advertiser.TimeZone, terms, cancel),
            IsChecked: true,
            await OwnersAsync(db, advertiser.Id, terms.Code, couponId, zone, cancel),
            await LookAlikesAsync(db, advertiser.Id, terms.Code, couponId, cancel));
    }

    private static async Task<IReadOnlyList<CodeMention>> OwnersAsync(PortalDbContext db, int advertiserId, string code, int couponId, TimeZoneInfo zone, CancellationToken cancel)
    {
        var life = await CodeLives.OfAsync(db, advertiserId, code, cancel);
        return [.. life.Owners.Where(o => o.CouponId != couponId).Take(Shown).Select(o => new CodeMention(o.CouponId, code, $"{Partners(o)} on {o.Offer.Name}, {Dates(o, zone)}"))];
    }

    private async Task<IReadOnlyList<CodeMention>> LookAlikesAsync(PortalDbContext db, int advertiserId, string code, int couponId, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var found = new List<Alike>();
        foreach (var variants in LookAlikes.Of(code).Chunk(LookedUpAtOnce))
        {
            found.AddRange(await db.Coupons
                .Where(c => c.AdvertiserId == advertiserId && variants.Contains(c.NormalCode) && c.Id != couponId && (c.EndsAt == null || c.EndsAt > now))
                .OrderBy(c => c.NormalCode).Take(Enough)
                .Select(c => new Alike(c.Id, c.NormalCode, db.Offers.Where(o => o.Id == c.OfferId).Select(o => o.Name).First(), db.Partners.Where(p => p.Id == c.OwnerId).Select(p => p.Name).FirstOrDefault()))
                .ToListAsync(cancel));
        }

        return
        [
            .. found.OrderBy(c => LookAlikes.LookTheSame(c.Code, code) ? 0 : 1).ThenBy(c => c.Code, StringComparer.Ordinal).ThenBy(c => c.Id)
                .DistinctBy(c => c.Code).Take(Shown)
                .Select(c => new CodeMention(c.Id, c.Code, $"{c.Owner ?? "no single partner"} on {c.Offer}{(LookAlikes.LookTheSame(c.Code, code) ? ", looks the same in print" : "")}")),
        ];
    }

    private sealed record Alike(int Id, string Code, string Offer, string? Owner);

    private static string Partners(CodeOwnership owner) => owner switch
    {
        { Visibility: CouponVisibility.Public } => "All approved partners",
        { Partners.Count: 0 } => "Nobody yet",
        { Partners: [var one] } => one.Name,
        { Partners: [var first, ..] } => $"{first.Name} and {owner.Partners.Count - 1} more",
    };

    private static string Dates(CodeOwnership owner, TimeZoneInfo zone) => (owner.From, owner.Until) switch
    {
        (null, null) => "without end",
        ({ } from, null) => $"since {Day(from, zone)}",
        (null, { } until) => $"until {Day(until.AddTicks(-1), zone)}",
        ({ } from, { } until) => $"{Day(from, zone)} to {Day(until.AddTicks(-1), zone)}",
    } + (owner.Status == CouponStatus.Paused ? ", paused" : "");

    private static string Day(DateTime utc, TimeZoneInfo zone) => Words.Of(LocalDays.DayOf(utc, zone));
}
