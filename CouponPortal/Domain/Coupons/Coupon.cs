namespace CouponPortal.Domain.Coupons;

/// <summary>Who may see and win with a code (S0; RULES §2).</summary>
public enum CouponVisibility
{
    /// <summary>Any approved partner may see it; it names no partner.</summary>
    Public,

    /// <summary>A partner list; none = unassigned.</summary>
    Private,

    /// <summary>Exactly one partner, who is credited whatever the click path.</summary>
    Exclusive,
}

public enum CouponStatus
{
    Active,
    Paused,
}

/// <summary>A code and its terms on one offer, as they stand now. What they were before is in its <see cref="CouponPeriod"/>s.</summary>
public sealed class Coupon
{
    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public int OfferId { get; set; }

    /// <summary>As typed, for display.</summary>
    public string Code { get; set; } = "";

    /// <summary>Upper case: matched, indexed, compared.</summary>
    public string NormalCode { get; set; } = "";
    public CouponVisibility Visibility { get; set; } = CouponVisibility.Private;
    public CouponStatus Status { get; set; } = CouponStatus.Active;

    /// <summary>The one partner of an Exclusive code, or of a Private code with exactly one; else null.</summary>
    public int? OwnerId { get; set; }

    /// <summary>First day, in the advertiser's time zone; null = always was.</summary>
    public DateOnly? StartDate { get; set; }

    /// <summary>Last day, included; null = never ends.</summary>
    public DateOnly? EndDate { get; set; }

    /// <summary>UTC instant of the first day's start, inclusive.</summary>
    public DateTime? StartsAt { get; set; }

    /// <summary>UTC instant after the last day, exclusive.</summary>
    public DateTime? EndsAt { get; set; }

    /// <summary>Partner-facing.</summary>
    public string Description { get; set; } = "";
    public bool IsDescriptionPlainText { get; set; } = true;

    /// <summary>Staff only; never in anything a partner reads (S1).</summary>
    public string InternalNote { get; set; } = "";
    public DateTime CreatedAt { get; set; }

    /// <summary>Who entered it, by name; its first terms are theirs.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>The batch that created it; null when it was entered alone.</summary>
    public int? BatchId { get; set; }
    public DateTime UpdatedAt { get; set; }
    public int Version { get; set; } = 1;

    /// <summary>The list of a Private code with two partners or more. A single partner is the owner and has no row here, so that most coupons are one row.</summary>
    public List<CouponPartner> Partners { get; set; } = [];

    /// <summary>The partner list, ascending. Read <see cref="Partners"/> with the coupon, else a list of several looks empty.</summary>
    public IReadOnlyList<int> PartnerIds => OwnerId is { } owner ? [owner] : [.. Partners.Select(p => p.PartnerId).Order()];

    public CouponTerms Terms() => new(Id, NormalCode, OfferId, Visibility, Status, StartsAt, EndsAt, PartnerIds);

    /// <param name="ids">Distinct; none for an unassigned or Public code.</param>
    public void SetPartners(IReadOnlyCollection<int> ids)
    {
        OwnerId = ids.Count == 1 ? ids.Single() : null;
        if (ids.Count < 2 && Partners.Count == 0)
        {
            return;
        }

        int[] listed = ids.Count > 1 ? [.. ids] : [];
        Partners.RemoveAll(p => !listed.Contains(p.PartnerId));
        Partners.AddRange(listed.Except(Partners.Select(p => p.PartnerId)).Select(p => new CouponPartner { CouponId = Id, PartnerId = p }).ToList());
    }
}

/// <summary>One name on the partner list of a coupon that has several.</summary>
public sealed class CouponPartner
{
    public int CouponId { get; set; }
    public int PartnerId { get; set; }
}

/// <summary>
/// The coupon's terms from an instant on, until the next period of the same coupon starts: who owned the code, under which policy (RULES §2). A coupon
/// that was never changed has none: its present terms have stood for ever. The first change writes two, and the first of them starts at
/// <see cref="DateTime.MinValue"/>, so that an order older than the coupon's entry in the portal is judged by the first thing known.
/// </summary>
public sealed class CouponPeriod
{
    public long Id { get; set; }
    public int CouponId { get; set; }

    /// <summary>Inclusive.</summary>
    public DateTime From { get; set; }
    public string NormalCode { get; set; } = "";
    public int OfferId { get; set; }
    public CouponVisibility Visibility { get; set; }
    public CouponStatus Status { get; set; }
    public DateTime? StartsAt { get; set; }
    public DateTime? EndsAt { get; set; }

    /// <summary>Ids with commas between, ascending; empty for none.</summary>
    public string PartnerIds { get; set; } = "";
    public string ChangedBy { get; set; } = "";
    public DateTime ChangedAt { get; set; }

    public static CouponPeriod Of(CouponTerms terms, DateTime from, string changedBy, DateTime changedAt) => new()
    {
        CouponId = terms.CouponId,
        From = from,
        NormalCode = terms.Code,
        OfferId = terms.OfferId,
        Visibility = terms.Visibility,
        Status = terms.Status,
        StartsAt = terms.StartsAt,
        EndsAt = terms.EndsAt,
        PartnerIds = FormatIds(terms.PartnerIds),
        ChangedBy = changedBy,
        ChangedAt = changedAt,
    };

    public CouponTerms Terms() => new(CouponId, NormalCode, OfferId, Visibility, Status, StartsAt, EndsAt, ParseIds(PartnerIds));

    public static string FormatIds(IEnumerable<int> ids) => string.Join(',', ids.Order());

    private static int[] ParseIds(string text) =>
        text.Length == 0 ? [] : Array.ConvertAll(text.Split(','), id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>A code whose use credits nobody (S0). It need not be any coupon's code.</summary>
public sealed class SuppressedCode
{
    public int Id { get; set; }
    public int AdvertiserId { get; set; }

    /// <summary>Normal form.</summary>
    public string Code { get; set; } = "";
    public DateOnly? StartDate { get; set; }
    public DateOnly? EndDate { get; set; }
    public DateTime? StartsAt { get; set; }
    public DateTime? EndsAt { get; set; }

    public bool InEffect(DateTime at) => (StartsAt is null || at >= StartsAt) && (EndsAt is null || at < EndsAt);
}
