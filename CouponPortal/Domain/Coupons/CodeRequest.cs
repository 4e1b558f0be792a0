namespace CouponPortal.Domain.Coupons;

public enum CodeRequestState
{
    Pending,
    Approved,
    Declined,

    /// <summary>Taken back by the partner before it was decided.</summary>
    Withdrawn,
}

/// <summary>A partner's wish for a code on an offer that it is approved for. Staff approve it, which makes the coupon, or decline it with a reason.</summary>
public sealed class CodeRequest
{
    public const int MaxText = 1_000;

    /// <summary>Of one partner, waiting at the same time.</summary>
    public const int MostPending = 20;

    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public int OfferId { get; set; }
    public int PartnerId { get; set; }

    /// <summary>The code as the partner typed it.</summary>
    public string Wish { get; set; } = "";

    /// <summary>The partner's; empty for none.</summary>
    public string Note { get; set; } = "";
    public CodeRequestState State { get; set; }

    /// <summary>Staff's answer to the partner: the reason of a refusal, or a word with the code; empty for none.</summary>
    public string Answer { get; set; } = "";

    /// <summary>The coupon that was made; null unless approved, and once it is gone.</summary>
    public int? CouponId { get; set; }

    /// <summary>Its code as it was made: what becomes of the coupon later is another matter. Empty unless approved.</summary>
    public string GrantedCode { get; set; } = "";
    public DateTime RequestedAt { get; set; }

    /// <summary>UTC; also of a withdrawal.</summary>
    public DateTime? DecidedAt { get; set; }

    /// <summary>By name, for staff alone.</summary>
    public string DecidedBy { get; set; } = "";
    public int Version { get; set; } = 1;
}
