using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// Judges the rows of a bulk act, chunk by chunk, by the rules of a single save. The one judgement of the dry run, which then tells it, and of the act, which
/// asks under the advertiser's lock and then writes. All entries of one code are in one chunk, so no row of another chunk can contradict one of this.
/// </summary>
/// <param name="creates">Whether rows create coupons, or change those that are there.</param>
/// <param name="find">A faster way to the ids of the advertiser's coupons with any of these normal codes, given ascending.</param>
internal sealed class JudgeEntries(BatchScene scene, bool creates, Func<IReadOnlyCollection<string>, List<int>>? find = null)
{
    private static readonly CouponDraft New = new();

    public async Task<IReadOnlyList<JudgedEntry>> JudgeAsync(PortalDbContext db, IReadOnlyList<CouponEntry> chunk, CancellationToken cancel)
    {
        var stored = await StoredAsync(db, chunk, cancel);
        var byId = stored.ToDictionary(c => c.Id);
        var byCode = stored.ToLookup(c => c.NormalCode, StringComparer.Ordinal);
        var rows = chunk.Select((entry, i) => Read(entry, -1 - i, byId, byCode)).ToList();
        await scene.LearnPartnersAsync(db, rows.SelectMany(r => r.After?.PartnerIds ?? []).Concat(stored.SelectMany(c => c.PartnerIds)), cancel);
        rows.ForEach(Check);
        foreach (var code in WithRivals(rows, byCode).GroupBy(r => r.Terms!.Code, StringComparer.Ordinal))
        {
            new CodeRivals(scene, [.. code], [.. byCode[code.Key]]).Judge();
        }

        var accepted = rows.FindAll(r => r.IsAlive);
        await scene.LearnApprovalsAsync(db, accepted.SelectMany(r => r.Terms!.PartnerIds, (r, partner) => (r.Terms!.OfferId, partner)), cancel);
        accepted.ForEach(Tell);
        return rows;
    }

    /// <summary>Coupons of the advertiser that an entry may mean or meet, by id.</summary>
    private async Task<List<Coupon>> StoredAsync(PortalDbContext db, IReadOnlyList<CouponEntry> chunk, CancellationToken cancel)
    {
        var mine = db.Coupons.AsNoTracking().Where(c => c.AdvertiserId == scene.Advertiser.Id);
        var ids = chunk.Select(e => e.CouponId).OfType<int>().Distinct().ToArray();
        var codes = chunk.Select(e => CouponEntry.NormalCodeOf(e.Code)).Where(c => c.Length > 0);
        codes = ids.Length == 0 ? codes : codes.Concat(await InParts.ReadAsync(ids, part => mine.Where(c => part.Contains(c.Id)).Select(c => c.NormalCode), cancel));
        var wanted = codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (find is null)
        {
            return Ordered(await InParts.ReadAsync(wanted, part => mine.Include(c => c.Partners).Where(c => part.Contains(c.NormalCode)), cancel));
        }

        return Ordered(await InParts.ReadAsync(find(wanted), part => mine.Include(c => c.Partners).Where(c => part.Contains(c.Id)), cancel));

        static List<Coupon> Ordered(List<Coupon> coupons)
        {
            coupons.Sort((a, b) => a.Id.CompareTo(b.Id));
            return coupons;
        }
    }

    private JudgedEntry Read(CouponEntry entry, int newId, Dictionary<int, Coupon> byId, ILookup<string, Coupon> byCode)
    {
        var row = new JudgedEntry(entry);
        row.Existing = creates ? null : Find(row, byId, byCode);
        row.Before = row.Existing is { } coupon ? CouponDraft.Of(coupon) : null;
        if (!creates && row.Existing is null)
        {
            return row;
        }

        row.After = entry.Apply(row.Before ?? New).Tidied(out var description);
        row.Description = description;
        row.Terms = scene.TermsOf(row.After, row.Existing?.Id ?? newId);
        row.Unchanged = row.Before?.SameAs(row.After) == true;
        return row;
    }

    private static Coupon? Find(JudgedEntry row, Dictionary<int, Coupon> byId, ILookup<string, Coupon> byCode)
    {
        var code = row.Entry.Code.Trim();
        if (row.Entry.CouponId is { } id)
        {
            var found = byId.GetValueOrDefault(id);
            if (found is null)
            {
                row.Errors.Add("coupon_code_id", $"Coupon {id} was not found.");
            }
            else if (code.Length > 0 && found.NormalCode != CouponEntry.NormalCodeOf(code))
            {
                row.Errors.Add("coupon_code_id", $"Coupon {id} has the code {found.Code}, not {code}.");
                found = null;
            }

            return found;
        }

        switch (byCode[CouponEntry.NormalCodeOf(code)].ToList())
        {
            case [var only]:
                return only;
            case []:
                row.Errors.Add("code", code.Length == 0 ? CouponCode.Message(CodeFault.Empty) : $"No coupon has the code {code}.");
                return null;
            case var several:
                var ids = string.Join(", ", several.Select(c => $"{c.Id} (offer {c.OfferId})"));
                row.Errors.Add("coupon_code_id", $"{several.Count} coupons have the code {code}: {ids}. Say which one by its coupon_code_id.");
                return null;
        }
    }

    private void Check(JudgedEntry row)
    {
        if (row.After is { } after)
        {
            row.Errors = CouponReferences.Faults(after, row.Existing?.AdvertiserId, scene.Offer(after.OfferId), scene.IsPartner);
            if (row.Description?.Fault is { } fault)
            {
                row.Errors.Add("description", fault);
            }

            CheckAgainst(row, row.Existing);
        }

        if (row.Entry.Faults is not { Any: true } faults)
        {
            return;
        }

        foreach (var (field, message) in faults.ByField.SelectMany(f => f.Value, (f, message) => (f.Key, message)))
        {
            row.Errors.Add(field, message);
        }
    }

    private static void CheckAgainst(JudgedEntry row, Coupon? coupon)
    {
        if (coupon is null)
        {
            return;
        }

        if (row.Terms!.Code != coupon.NormalCode)
        {
            row.Errors.Add("code", $"A bulk change renames no coupon; coupon {coupon.Id} has the code {coupon.Code}.");
        }

        if (row.After!.Version != coupon.Version)
        {
            row.Errors.Add("version", "Somebody changed the coupon meanwhile.");
        }
    }

    // Most rows are alone with their code; those need no company.
    private static List<JudgedEntry> WithRivals(List<JudgedEntry> rows, ILookup<string, Coupon> stored)
    {
        var codes = new HashSet<string>(rows.Count, StringComparer.Ordinal);
        var several = new HashSet<string>(StringComparer.Ordinal);
        several.UnionWith(rows.Where(r => r.Terms is not null && (!codes.Add(r.Terms.Code) || stored.Contains(r.Terms.Code))).Select(r => r.Terms!.Code));
        return several.Count == 0 ? [] : rows.FindAll(r => r.Terms is not null && several.Contains(r.Terms.Code));
    }

    private void Tell(JudgedEntry row)
    {
        var (after, terms) = (row.After!, row.Terms!);
        List<string>? notices = null;
        foreach (var notice in CouponNotices.Of(after.Code, after.Visibility, scene.Advertiser))
        {
            (notices ??= []).Add(notice);
        }

        if (row.Description?.Notice is { } removed)
        {
            (notices ??= []).Add(removed);
        }

        foreach (var partner in terms.PartnerIds)
        {
            if (scene.Approve(terms.OfferId, partner))
            {
                var offer = scene.Offer(terms.OfferId)!;
                (row.Approvals ??= []).Add((offer, partner));
                (notices ??= []).Add($"Approves {scene.PartnerName(partner)} on offer {offer.Name}.");
            }
        }

        row.Notices = notices;
    }
}
