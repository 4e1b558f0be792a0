namespace CouponPortal.Domain.Attribution.Rehearsals;

/// <summary>What a change of the rules would have made of the stored orders of [<paramref name="From"/>, <paramref name="Until"/>). Nothing of it is stored.</summary>
/// <param name="Replayed">Orders judged twice: by today's rules and by the rehearsed ones.</param>
/// <param name="Changed">How many of them differ.</param>
/// <param name="StoredDiffers">How many are stored with another decision than today's rules give: no doing of the rehearsed rule.</param>
/// <param name="FromOrderAlone">How many were replayed from what the order itself keeps, because its request can no longer be read.</param>
/// <param name="IsCut">Whether there were more orders than are replayed at once; the newest were.</param>
/// <param name="Money">Of every partner that has any of it, changed or not.</param>
/// <param name="Orders">The newest of the changed orders.</param>
/// <param name="Notes">Sentences that a reader needs to take the figures right.</param>
public sealed record RehearsalResult(
    int AdvertiserId,
    string Zone,
    int Days,
    DateTime From,
    DateTime Until,
    int Replayed,
    int Changed,
    int StoredDiffers,
    int FromOrderAlone,
    bool IsCut,
    IReadOnlyList<RehearsedMoney> Money,
    IReadOnlyList<RehearsedOrder> Orders,
    IReadOnlyList<string> Notes)
{
    /// <summary>Names of the partners in it, by id.</summary>
    public IReadOnlyDictionary<int, string> Partners { get; init; } = new Dictionary<int, string>();

    /// <summary>Names of the offers in it, by id.</summary>
    public IReadOnlyDictionary<int, string> Offers { get; init; } = new Dictionary<int, string>();
}
