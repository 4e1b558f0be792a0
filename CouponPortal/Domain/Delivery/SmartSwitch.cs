namespace CouponPortal.Domain.Delivery;

/// <summary>Why a visitor is not served by the offer itself.</summary>
public enum SwitchReason
{
    Targeting,
    Cap,
    OfferPaused,

    /// <summary>The code is paused, has not begun, has ended, or belongs to nobody yet.</summary>
    Code,

    /// <summary>The partner is paused, unknown, or not approved on the offer.</summary>
    Partner,
}

/// <summary>Where a step leads: an offer of the same advertiser, or an address.</summary>
/// <param name="Weight">Its share among the step's targets, 1 to 1000.</param>
public sealed record SwitchTarget(int? OfferId = null, string? Url = null, int Weight = 1);

/// <summary>One of the ordered fallbacks.</summary>
/// <param name="Targets">One is chosen by weight; where it cannot serve, the others are asked as they are listed.</param>
/// <param name="When">Reasons for which the step is there; none = all.</param>
/// <param name="Country">Whom it is for; null = all.</param>
/// <param name="Device">As <paramref name="Country"/>.</param>
public sealed record SwitchStep(Values<SwitchTarget> Targets, Values<SwitchReason>? When = null, TargetRule? Country = null, TargetRule? Device = null)
{
    public bool Takes(SwitchReason reason, in Visit visit) =>
        (When is null or { Count: 0 } || When.Contains(reason)) && Country?.LetsIn(visit.Country) != false && Device?.LetsIn(visit.Device) != false;

    /// <summary>Where in <see cref="Targets"/> the choice by weight falls.</summary>
    /// <param name="chance">Any number.</param>
    public int Choose(int chance)
    {
        var whole = 0;
        foreach (var target in Targets.Span)
        {
            whole += Math.Max(target.Weight, 0);
        }

        var left = whole == 0 ? 0 : (int)((uint)chance % (uint)whole);
        for (var i = 0; i < Targets.Count; i++)
        {
            left -= Math.Max(Targets[i].Weight, 0);
            if (left < 0)
            {
                return i;
            }
        }

        return 0;
    }
}

/// <summary>Where visitors go whom an offer does not serve, in order.</summary>
public sealed record SmartSwitch
{
    public Values<SwitchStep> Steps { get; init; } = [];

    public static SmartSwitch None { get; } = new();

    public override string ToString() => RuleText.Of(this);
}
