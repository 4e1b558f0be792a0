using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.Offers.Delivery;

public enum SwitchTargetKind
{
    Offer,
    Address,
}

/// <summary>Where a step leads, as it is being typed.</summary>
public sealed class SwitchTargetDraft
{
    public SwitchTargetKind Kind { get; set; }

    public int? OfferId { get; set; }

    public string Url { get; set; } = "";

    public int Weight { get; set; } = 1;

    public static SwitchTargetDraft Of(SwitchTarget target) => new() { Kind = target.Url is null ? SwitchTargetKind.Offer : SwitchTargetKind.Address, OfferId = target.OfferId, Url = target.Url ?? "", Weight = target.Weight };

    public SwitchTarget Target() => Kind == SwitchTargetKind.Address ? new(null, Url.Trim(), Weight) : new(OfferId, null, Weight);
}

/// <summary>A step as it is being typed.</summary>
public sealed class SwitchStepDraft
{
    public List<SwitchTargetDraft> Targets { get; } = [];

    /// <summary>None = for every reason.</summary>
    public HashSet<SwitchReason> When { get; } = [];

    public TargetDraft Country { get; private init; } = new(TargetFact.Country);

    public TargetDraft Device { get; private init; } = new(TargetFact.Device);

    public static SwitchStepDraft New()
    {
        var step = new SwitchStepDraft();
        step.Targets.Add(new());
        return step;
    }

    public static SwitchStepDraft Of(SwitchStep step)
    {
        var draft = new SwitchStepDraft { Country = TargetDraft.Of(TargetFact.Country, step.Country), Device = TargetDraft.Of(TargetFact.Device, step.Device) };
        draft.Targets.AddRange(step.Targets.Select(SwitchTargetDraft.Of));
        draft.When.UnionWith(step.When ?? []);
        return draft;
    }

    public SwitchStep Step() => new([.. Targets.Select(t => t.Target())], When.Count == 0 ? null : [.. When.Order()], Country.Rule(), Device.Rule());
}

/// <summary>A SmartSwitch as it is being typed.</summary>
public sealed class SwitchDraft
{
    public List<SwitchStepDraft> Steps { get; } = [];

    public static SwitchDraft Of(SmartSwitch rules)
    {
        var draft = new SwitchDraft();
        draft.Steps.AddRange(rules.Steps.Select(SwitchStepDraft.Of));
        return draft;
    }

    public SmartSwitch Rules() => new() { Steps = [.. Steps.Select(s => s.Step())] };

    public void Move(int from, int to)
    {
        if (to >= 0 && to < Steps.Count)
        {
            (Steps[from], Steps[to]) = (Steps[to], Steps[from]);
        }
    }
}
