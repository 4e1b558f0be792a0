using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>Rows of one code against each other and against the coupons that have it.</summary>
/// <param name="rows">In the order of their lines; those already refused stand in nobody's way.</param>
/// <param name="stored">Coupons of the advertiser with this code.</param>
internal sealed class CodeRivals(BatchScene scene, IReadOnlyList<JudgedEntry> rows, IReadOnlyList<Coupon> stored)
{
    /// <summary>Rows of one code in one act: each is held against each, and nobody means more.</summary>
    public const int Most = 500;

    private const int NamedRivals = 3;

    public void Judge()
    {
        if (rows.Count > Most)
        {
            RefuseAll(rows, _ => $"{rows.Count} rows have the code {rows[0].Terms!.Code}; one bulk act takes at most {Most} of one code.");
            return;
        }

        foreach (var same in rows.Where(r => r.Existing is not null).GroupBy(r => r.Existing!.Id).Where(g => g.Skip(1).Any()))
        {
            RefuseAll([.. same], row => $"{Lines(same.Where(o => o != row))} the same coupon, {same.Key}; keep one row of it.", "coupon_code_id");
        }

        RefuseEachOther();

        // A refused change leaves its coupon as it was, where it may be in the way of another row.
        while (rows.Any(r => r.IsAlive && MeetsStored(r)))
        {
        }
    }

    private static void RefuseAll(IReadOnlyList<JudgedEntry> rows, Func<JudgedEntry, string> why, string field = "code")
    {
        foreach (var (row, message) in rows.Select(r => (r, why(r))).ToList())
        {
            row.Errors.Add(field, message);
        }
    }

    private void RefuseEachOther()
    {
        var alive = rows.Where(r => r.IsAlive).ToList();
        var met = alive.ConvertAll(row => (Row: row, Rivals: alive.FindAll(o => o != row && CouponRules.FindObstacle(row.Terms!, [o.Terms!]) is not null)));
        foreach (var (row, rivals) in met.Where(m => m.Rivals.Count > 0))
        {
            var why = CouponRules.FindObstacle(row.Terms!, rivals.Select(r => r.Terms!))!.Value.Why;
            row.Errors.Add("code", why switch
            {
                CouponObstacle.SameOffer => $"{Lines(rivals)} {row.After!.Code} on the same offer at the same time; keep one of them or give them other dates.",
                CouponObstacle.OtherOwner => $"{Lines(rivals)} {row.After!.Code} for another partner at the same time; a code has one owner at a time.",
            });
        }
    }

    private bool MeetsStored(JudgedEntry row)
    {
        var changing = rows.Where(r => r.IsAlive).Select(r => r.Existing?.Id).ToHashSet();
        if (CouponRules.FindObstacle(row.Terms!, stored.Where(c => !changing.Contains(c.Id)).Select(c => c.Terms())) is not { } obstacle)
        {
            return false;
        }

        var other = stored.Single(c => c.Id == obstacle.Other.CouponId);
        var offer = scene.Offer(other.OfferId)?.Name ?? "";
        var owners = CouponObstacles.Owners(other.PartnerIds, scene.PartnerName);
        row.Errors.Add("code", CouponObstacles.Sentence(other, obstacle.Why, offer, owners, scene.Advertiser.TimeZone));
        return true;
    }

    private static string Lines(IEnumerable<JudgedEntry> others)
    {
        var lines = others.Select(o => o.Entry.Line).Order().ToList();
        var named = string.Join(", ", lines.Take(NamedRivals));
        return lines.Count switch
        {
            1 => $"Line {named} has",
            <= NamedRivals => $"Lines {named} have",
            _ => $"Lines {named} and {lines.Count - NamedRivals} more have",
        };
    }
}
