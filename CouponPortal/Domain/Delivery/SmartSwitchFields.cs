namespace CouponPortal.Domain.Delivery;

/// <summary>What a SmartSwitch may hold, and its normal form.</summary>
public static class SmartSwitchFields
{
    public const int MaxSteps = 20;
    public const int MaxTargets = 10;
    public const int MaxWeight = 1_000;

    /// <summary>Offers that <paramref name="sent"/> names.</summary>
    public static IReadOnlyList<int> OffersOf(SmartSwitch sent) =>
        [.. sent.Steps.Where(s => s?.Targets is not null).SelectMany(s => s.Targets).Select(t => t?.OfferId).OfType<int>().Distinct()];

    /// <summary>The normal form. Faults go to <paramref name="errors"/>, each at its place: <c>smart_switch.steps[0].targets[1].url</c>.</summary>
    /// <param name="offerId">Whose it is; 0 for a new one.</param>
    /// <param name="known">Offers of its advertiser.</param>
    public static SmartSwitch Normal(SmartSwitch sent, int offerId, IReadOnlySet<int> known, FieldErrors errors)
    {
        if (sent.Steps.Count > MaxSteps)
        {
            errors.Add("smart_switch.steps", $"At most {MaxSteps} steps.");
            return sent;
        }

        return new() { Steps = [.. sent.Steps.Select((step, i) => Normal(step, $"smart_switch.steps[{i}]", offerId, known, errors))] };
    }

    private static SwitchStep Normal(SwitchStep? step, string field, int offerId, IReadOnlySet<int> known, FieldErrors errors)
    {
        if (step?.Targets is not { Count: > 0 and <= MaxTargets })
        {
            errors.Add(field + ".targets", $"A step leads to one to {MaxTargets} offers or addresses.");
            return step ?? new([]);
        }

        foreach (var (i, target) in step.Targets.Index())
        {
            if (Fault(target, offerId, known) is var (part, message))
            {
                errors.Add($"{field}.targets[{i}].{part}", message);
            }
        }

        return step with
        {
            Targets = [.. step.Targets.Select(t => t is { Url: { } url } ? t with { Url = url.Trim() } : t)],
            When = step.When is { Count: > 0 } when ? [.. when.Distinct().Order()] : null,
            Country = TargetingFields.Normal(step.Country, TargetFact.Country, field + ".country", errors),
            Device = TargetingFields.Normal(step.Device, TargetFact.Device, field + ".device", errors),
        };
    }

    private static (string Part, string Message)? Fault(SwitchTarget? target, int offerId, IReadOnlySet<int> known) => target switch
    {
        null or { OfferId: null, Url: null } => ("offer_id", "Choose an offer, or type an address."),
        { OfferId: not null, Url: not null } => ("offer_id", "Either an offer or an address."),
        { Weight: < 1 or > MaxWeight } => ("weight", $"A weight is 1 to {MaxWeight}."),
        { OfferId: { } id } when id == offerId => ("offer_id", "This is the offer itself."),
        { OfferId: { } id } when !known.Contains(id) => ("offer_id", $"Offer {id} was not found."),
        { Url: { } url } when Destination.Fault(url.Trim()) is { } fault => ("url", fault),
        _ => null,
    };
}
