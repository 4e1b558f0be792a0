using CouponPortal.Domain.Delivery;

namespace CouponPortal.Domain.Conversions.Checks;

/// <summary>What orders of an advertiser are looked at for, beside who is credited.</summary>
public enum OrderCheck
{
    /// <summary>The partner buys with its own code.</summary>
    SelfUse,

    /// <summary>Nobody buys within seconds of a click.</summary>
    TooFast,

    /// <summary>A code is used without clicks as it was not before: it has leaked.</summary>
    ClicklessSpike,

    /// <summary>The checks on clicks have held the click that decided it (<see cref="ScreeningPolicy"/>); not a choice of its own.</summary>
    SuspectClick,
}

/// <summary>What an advertiser has each check of its orders do. Whoever has said nothing has these; a field that is missing in what is stored has its default.</summary>
public sealed record OrderCheckPolicy
{
    public const int LeastSeconds = 1;
    public const int MostSeconds = 600;

    /// <summary>To land, choose, type an address and pay takes longer, whatever is bought.</summary>
    public const int DefaultSeconds = 5;

    public static OrderCheckPolicy Default { get; } = new();

    /// <summary>Nothing is looked at.</summary>
    public static OrderCheckPolicy None { get; } = new() { SelfUse = CheckMode.Off, TooFast = CheckMode.Off, ClicklessSpike = CheckMode.Off };

    public CheckMode SelfUse { get; init; } = CheckMode.Hold;

    public CheckMode TooFast { get; init; } = CheckMode.Mark;

    /// <summary>An order less than so many seconds after its click is too fast; <see cref="LeastSeconds"/> to <see cref="MostSeconds"/>.</summary>
    public int TooFastSeconds { get; init; } = DefaultSeconds;

    public CheckMode ClicklessSpike { get; init; } = CheckMode.Mark;

    public CheckMode Of(OrderCheck check) => check switch
    {
        OrderCheck.SelfUse => SelfUse,
        OrderCheck.TooFast => TooFast,
        OrderCheck.ClicklessSpike => ClicklessSpike,
        OrderCheck.SuspectClick => CheckMode.Hold,
    };

    public static string? SecondsFault(int seconds) => seconds is >= LeastSeconds and <= MostSeconds ? null : $"Type {LeastSeconds} to {MostSeconds} seconds.";

    /// <summary>For the audit log: as it is stored.</summary>
    public override string ToString() => RuleText.Of(this);
}
