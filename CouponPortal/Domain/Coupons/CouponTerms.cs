namespace CouponPortal.Domain.Coupons;

/// <summary>What a coupon is at one instant: all that matching an order needs.</summary>
/// <param name="StartsAt">UTC, inclusive; null = always was.</param>
/// <param name="EndsAt">UTC, exclusive; null = never ends.</param>
/// <param name="PartnerIds">The partner list, ascending.</param>
public sealed record CouponTerms(
    int CouponId,
    string Code,
    int OfferId,
    CouponVisibility Visibility,
    CouponStatus Status,
    DateTime? StartsAt,
    DateTime? EndsAt,
    IReadOnlyList<int> PartnerIds)
{
    /// <summary>The partner who wins by this code: that of an Exclusive code, or of a Private code with exactly one (RULES §2).</summary>
    public int? OwnerId => Visibility != CouponVisibility.Public && PartnerIds.Count == 1 ? PartnerIds[0] : null;

    public CouponStanding Standing => new(CouponId, OfferId, Visibility, Status, StartsAt, EndsAt, PartnerIds.Count, OwnerId);

    public bool IsExclusive => Visibility == CouponVisibility.Exclusive;

    public bool Started(DateTime at) => StartsAt is null || at >= StartsAt;

    public bool Ended(DateTime at) => EndsAt is not null && at >= EndsAt;

    /// <summary>Whether the two coupons' times share an instant.</summary>
    public bool Overlaps(CouponTerms other) =>
        (EndsAt is null || other.StartsAt is null || other.StartsAt < EndsAt) && (other.EndsAt is null || StartsAt is null || StartsAt < other.EndsAt);
}

/// <summary>A coupon's terms through time, oldest first.</summary>
public sealed class CouponHistory
{
    private readonly DateTime[] _from;
    private readonly CouponTerms[] _terms;

    /// <param name="periods">At least one; ordered here.</param>
    public CouponHistory(IEnumerable<(DateTime From, CouponTerms Terms)> periods)
    {
        var ordered = periods.OrderBy(p => p.From).ToArray();
        _from = Array.ConvertAll(ordered, p => p.From);
        _terms = Array.ConvertAll(ordered, p => p.Terms);
    }

    public static CouponHistory Always(CouponTerms terms) => new([(DateTime.MinValue, terms)]);

    public CouponTerms Now => _terms[^1];

    /// <summary>Oldest first.</summary>
    public IEnumerable<(DateTime From, CouponTerms Terms)> Periods => _from.Zip(_terms);

    /// <summary>The terms in force at <paramref name="instant"/>; null before the first period.</summary>
    public CouponTerms? At(DateTime instant)
    {
        for (var i = _from.Length - 1; i >= 0; i--)
        {
            if (_from[i] <= instant)
            {
                return _terms[i];
            }
        }

        return null;
    }
}
