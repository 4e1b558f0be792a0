using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>What a row says of its coupon; null leaves what is there, which for a new coupon is the default.</summary>
internal sealed record RowChange(bool IsNew)
{
    public string Code { get; init; } = "";
    public int? OfferId { get; init; }
    public CouponVisibility? Visibility { get; init; }

    /// <summary>exclusive=0: an Exclusive code becomes Private.</summary>
    public bool NoLongerExclusive { get; init; }
    public IReadOnlyList<int>? PartnerIds { get; init; }

    /// <summary>The partner of an exclusive code could not be read: without it nothing can be said of the visibility.</summary>
    public bool HasPartnerFault { get; init; }
    public CouponStatus? Status { get; init; }
    public (bool Given, DateOnly? Day) Start { get; init; }
    public (bool Given, DateOnly? Day) End { get; init; }
    public string? Description { get; init; }
    public bool? IsPlainText { get; init; }
    public string? Note { get; init; }

    public CouponDraft ApplyTo(CouponDraft draft) => draft with
    {
        // A coupon that is found by its code keeps its spelling: that is no change anybody asked for.
        Code = IsNew ? Code : draft.Code,
        OfferId = OfferId ?? draft.OfferId,
        Visibility = HasPartnerFault ? CouponVisibility.Private
            : Visibility ?? (NoLongerExclusive && draft.Visibility == CouponVisibility.Exclusive ? CouponVisibility.Private : draft.Visibility),
        PartnerIds = PartnerIds ?? draft.PartnerIds,
        Status = Status ?? draft.Status,
        StartDate = Start.Given ? Start.Day : draft.StartDate,
        EndDate = End.Given ? End.Day : draft.EndDate,
        Description = Description ?? draft.Description,
        IsDescriptionPlainText = IsPlainText ?? draft.IsDescriptionPlainText,
        InternalNote = Note ?? draft.InternalNote,
    };
}
