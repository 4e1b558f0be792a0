using System.Collections.Frozen;
using System.Text.Json.Serialization;
using CouponPortal.Domain.Delivery.Caps;

namespace CouponPortal.Domain.Delivery;

/// <summary>How much an offer takes: its caps, laid out so that a visit finds those that concern it without a search.</summary>
public sealed record OfferCaps
{
    public const int MostLimits = 500;

    private readonly CapLimit[] _ofOffer = [];
    private readonly Subjects _ofPartners = Subjects.None;
    private readonly Subjects _ofCoupons = Subjects.None;

    public static OfferCaps None { get; } = new();

    /// <summary>As they were entered; no two for one count.</summary>
    public Values<CapLimit> Limits
    {
        get;
        init
        {
            field = value;
            CapLimit[] all = [.. value];
            _ofOffer = Array.FindAll(all, l => l.Scope == CapScope.Offer);
            (_ofPartners, _ofCoupons) = (Subjects.Of(all, CapScope.Partner), Subjects.Of(all, CapScope.Coupon));
        }
    } = [];

    [JsonIgnore]
    public bool IsEmpty => Limits.Count == 0;

    /// <summary>The limits that a visit or order of this partner and coupon counts in. No memory is taken.</summary>
    public Chosen For(int? partnerId, int? couponId) => new(_ofOffer, _ofPartners.For(partnerId), _ofCoupons.For(couponId));

    public bool Equals(OfferCaps? other) => other is not null && Limits.Equals(other.Limits);

    public override int GetHashCode() => Limits.GetHashCode();

    public override string ToString() => RuleText.Of(this);

    /// <summary>What three lists hold, one after the other.</summary>
    public ref struct Chosen(CapLimit[] offer, CapLimit[] partner, CapLimit[] coupon)
    {
        private int _next;

        public CapLimit Current { get; private set; } = null!;

        public readonly Chosen GetEnumerator() => this;

        public bool MoveNext()
        {
            var at = _next++;
            if (at < offer.Length)
            {
                Current = offer[at];
                return true;
            }

            at -= offer.Length;
            if (at < partner.Length)
            {
                Current = partner[at];
                return true;
            }

            at -= partner.Length;
            if (at >= coupon.Length)
            {
                return false;
            }

            Current = coupon[at];
            return true;
        }
    }

    /// <summary>Limits of partners, or of coupons: those that name one, completed by those for each; and those for each alone.</summary>
    private sealed record Subjects(CapLimit[] Each, FrozenDictionary<int, CapLimit[]> Named)
    {
        public static Subjects None { get; } = new([], FrozenDictionary<int, CapLimit[]>.Empty);

        public static Subjects Of(CapLimit[] all, CapScope scope)
        {
            var each = Array.FindAll(all, l => l.Scope == scope && l.SubjectId is null);
            return new(each, all.Where(l => l.Scope == scope && l.SubjectId is not null).GroupBy(l => l.SubjectId!.Value)
                .ToFrozenDictionary(g => g.Key, g => (CapLimit[])[.. g, .. each.Where(e => g.All(own => (own.Metric, own.Period) != (e.Metric, e.Period)))]));
        }

        public CapLimit[] For(int? id) => id is not { } known ? [] : Named.TryGetValue(known, out var own) ? own : Each;
    }
}
