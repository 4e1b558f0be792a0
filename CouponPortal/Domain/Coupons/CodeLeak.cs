using CouponPortal.Domain.Reports;

namespace CouponPortal.Domain.Coupons;

public enum LeakState
{
    /// <summary>The sign is there.</summary>
    Open,

    /// <summary>Staff says that it is none (a code read out on the radio); it stays so until the sign has gone.</summary>
    Dismissed,

    /// <summary>The sign has gone.</summary>
    Over,
}

/// <summary>A coupon on the leak watch, with the figures it was last seen with. One row a coupon: what comes back opens the same row again.</summary>
public sealed class CodeLeak
{
    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public int CouponId { get; set; }
    public LeakKind Kind { get; set; }
    public LeakState State { get; set; }

    /// <summary>When the sign was found, UTC; anew when it comes back.</summary>
    public DateTime SinceAt { get; set; }

    /// <summary>When it was last found, UTC.</summary>
    public DateTime SeenAt { get; set; }

    /// <summary>Of the last <see cref="LeakSign.RecentDays"/> days.</summary>
    public long RecentOrders { get; set; }
    public long RecentClickless { get; set; }

    /// <summary>Of the <see cref="LeakSign.BaselineDays"/> days before those.</summary>
    public long BeforeOrders { get; set; }
    public long BeforeClickless { get; set; }

    public ClicklessOrders Recent => new(RecentOrders, RecentClickless);

    public ClicklessOrders Before => new(BeforeOrders, BeforeClickless);

    /// <summary>Takes over what the watch has found now.</summary>
    /// <param name="sign">Null when there is none any more.</param>
    /// <param name="now">UTC.</param>
    public void See(LeakSign? sign, DateTime now)
    {
        if (sign is null)
        {
            State = LeakState.Over;
            return;
        }

        (State, SinceAt) = State == LeakState.Over ? (LeakState.Open, now) : (State, SinceAt);
        (Kind, SeenAt) = (sign.Kind, now);
        (RecentOrders, RecentClickless, BeforeOrders, BeforeClickless) = (sign.Recent.Orders, sign.Recent.Clickless, sign.Before.Orders, sign.Before.Clickless);
    }
}
