using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery.Caps;

/// <summary>Names one count. The limit itself is no part of it: raised, it goes on from the same use.</summary>
/// <param name="SubjectId">Partner or coupon; 0 for the offer's own.</param>
public readonly record struct CapKey(int OfferId, CapScope Scope, int SubjectId, CapMetric Metric, CapPeriod Period)
{
    public static CapKey Of(int offerId, CapLimit limit, int? partnerId, int? couponId) =>
        new(offerId, limit.Scope, limit.SubjectOf(partnerId, couponId), limit.Metric, limit.Period);
}

/// <summary>The windows of one count: the present one, which nearly everything is about, and others that early and late orders fall into.</summary>
internal sealed class CapCounter(CapKey key, string zone)
{
    private readonly Dictionary<DateOnly, (CapSpan Span, DateTime UsedAt)> _others = [];
    private readonly Lock _gate = new();
    private CapSpan? _present;

    public CapKey Key => key;

    /// <summary>IANA name: of another zone the windows are others.</summary>
    public string Zone => zone;

    /// <summary>The use now; 0 in a window that nothing has been counted in.</summary>
    public long UseAt(DateTime now) => Volatile.Read(ref _present) is { } span && span.Window.Has(now) ? span.Total : 0;

    /// <summary>The window that an instant falls into; made when it is not there.</summary>
    /// <param name="now">Which window is the present one.</param>
    public CapSpan At(DateTime utc, DateTime now)
    {
        var present = Volatile.Read(ref _present);
        if (present is null || !present.Window.Has(now))
        {
            present = Turn(now);
        }

        return present.Window.Has(utc) ? present : OtherAt(utc, now);
    }

    /// <summary>Forgets other windows that nobody has asked for since; the store has them.</summary>
    public void Forget(DateTime before)
    {
        lock (_gate)
        {
            foreach (var (first, (_, usedAt)) in _others)
            {
                if (usedAt < before)
                {
                    _others.Remove(first);
                }
            }
        }
    }

    private CapWindow WindowOf(DateTime utc) => CapWindow.Of(key.Period, utc, LocalDays.Zone(zone));

    private CapSpan Turn(DateTime now)
    {
        lock (_gate)
        {
            if (_present is { } old)
            {
                if (old.Window.Has(now))
                {
                    return old;
                }

                _others[old.Window.First] = (old, now);
            }

            // An order that came a little early may have begun it.
            var window = WindowOf(now);
            var span = _others.Remove(window.First, out var begun) ? begun.Span : new CapSpan(window);
            Volatile.Write(ref _present, span);
            return span;
        }
    }

    private CapSpan OtherAt(DateTime utc, DateTime now)
    {
        lock (_gate)
        {
            var window = WindowOf(utc);
            var span = _others.TryGetValue(window.First, out var known) ? known.Span : new CapSpan(window);
            _others[window.First] = (span, now);
            return span;
        }
    }
}
