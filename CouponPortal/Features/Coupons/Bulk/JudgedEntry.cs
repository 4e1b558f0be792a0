using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons.Descriptions;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>An entry while it is judged, and what writing it needs afterwards.</summary>
internal sealed class JudgedEntry(CouponEntry entry)
{
    public CouponEntry Entry => entry;

    /// <summary>As stored; null where the row creates one, or means none.</summary>
    public Coupon? Existing { get; set; }

    public CouponDraft? Before { get; set; }

    public CouponDraft? After { get; set; }

    /// <summary>Of <see cref="After"/>, with a negative id where the coupon is not stored yet.</summary>
    public CouponTerms? Terms { get; set; }

    /// <summary>What became of the description of <see cref="After"/>.</summary>
    public CleanDescription? Description { get; set; }

    public FieldErrors Errors { get; set; } = new();

    public List<string>? Notices { get; set; }

    /// <summary>Pairs that the row approves, and no row before it.</summary>
    public List<(Offer Offer, int PartnerId)>? Approvals { get; set; }

    public bool Unchanged { get; set; }

    /// <summary>Whether it will be written if nothing is found against it any more.</summary>
    public bool IsAlive => !Errors.Any && !Unchanged;

    public EntryVerdict Verdict => new(entry.Line, Kind, Before, After, Errors, Errors.Any || Notices is null ? [] : Notices) { CouponId = Existing?.Id };

    public EntryOutcome Kind => this switch
    {
        _ when Errors.Any => EntryOutcome.Refused,
        { Before: null } => EntryOutcome.Created,
        _ => Unchanged ? EntryOutcome.Unchanged : EntryOutcome.Updated,
    };
}
