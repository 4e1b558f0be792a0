namespace CouponPortal.Domain.Coupons;

public enum CouponObstacle
{
    /// <summary>The same code is on the same offer at overlapping times.</summary>
    SameOffer,

    /// <summary>The same code belongs to another partner at overlapping times.</summary>
    OtherOwner,
}

/// <summary>The rules of a single coupon and of a code's uniqueness (RULES §2; S0, S1, S3).</summary>
public static class CouponRules
{
    public const int MaxDescription = 10_000;
    public const int MaxNote = 2_000;
    public const int MaxPartners = 1_000;

    /// <summary>Every fault of a coupon as typed, by API field name.</summary>
    public static FieldErrors Check(
        string? code, CouponVisibility visibility, IReadOnlyCollection<int> partnerIds, DateOnly? start, DateOnly? end, string? description, string? note)
    {
        var errors = new FieldErrors();
        if (CouponCode.Check(code) is var fault and not CodeFault.None)
        {
            errors.Add("code", CouponCode.Message(fault));
        }

        if (PartnerListFault(visibility, partnerIds.Count) is { } listFault)
        {
            errors.Add("partner_ids", listFault);
        }

        if (start is not null && end < start)
        {
            errors.Add("end_date", "The end date is before the start date.");
        }

        if (description?.Length > MaxDescription)
        {
            errors.Add("description", $"The description has {description.Length} characters; at most {MaxDescription} are kept.");
        }

        if (note?.Length > MaxNote)
        {
            errors.Add("internal_note", $"The note has {note.Length} characters; at most {MaxNote} are kept.");
        }

        return errors;
    }

    /// <summary>
    /// The first of <paramref name="others"/> (same advertiser, same normal code) that stands in the way, and why. The same code may stand on several
    /// offers for the same owner; never for different owners at overlapping times; never twice on one offer at overlapping times.
    /// </summary>
    public static (CouponTerms Other, CouponObstacle Why)? FindObstacle(CouponTerms candidate, IEnumerable<CouponTerms> others)
    {
        foreach (var other in others)
        {
            if (other.CouponId == candidate.CouponId || !candidate.Overlaps(other))
            {
                continue;
            }

            if (other.OfferId == candidate.OfferId)
            {
                return (other, CouponObstacle.SameOffer);
            }

            // A pool or public code names nobody yet, so it cannot contradict an owner on another offer.
            if (candidate.PartnerIds.Count > 0 && other.PartnerIds.Count > 0 && !candidate.PartnerIds.SequenceEqual(other.PartnerIds))
            {
                return (other, CouponObstacle.OtherOwner);
            }
        }

        return null;
    }

    private static string? PartnerListFault(CouponVisibility visibility, int count) => visibility switch
    {
        CouponVisibility.Exclusive when count == 0 => "An Exclusive code needs its one partner.",
        CouponVisibility.Exclusive when count > 1 => "An Exclusive code has exactly one partner; remove the others.",
        CouponVisibility.Public when count > 0 => "A Public code names no partner; choose Private to bind it to partners.",
        _ when count > MaxPartners => $"At most {MaxPartners} partners fit on one code.",
        CouponVisibility.Public or CouponVisibility.Private or CouponVisibility.Exclusive => null,
        _ => throw new InvalidOperationException($"No rule for {visibility}."),
    };
}
