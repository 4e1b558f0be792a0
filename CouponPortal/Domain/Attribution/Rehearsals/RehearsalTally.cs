using System.Runtime.InteropServices;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.Attribution.Rehearsals;

/// <summary>Adds up a rehearsal order by order: figures for all, and the first <paramref name="mostListed"/> changed orders. Its size does not grow with the orders.</summary>
public sealed class RehearsalTally(int mostListed)
{
    private readonly Dictionary<(int? Partner, string Currency), Sums> _sums = [];
    private readonly List<RehearsedOrder> _listed = [];

    public int Replayed { get; private set; }

    public int Changed { get; private set; }

    /// <summary>Orders whose stored decision is not what today's rules say, whatever is rehearsed: the rules have changed since.</summary>
    public int StoredDiffers { get; private set; }

    /// <summary>Orders that an Exclusive code decides, that the Attribution Report counts as changed by the feature, and that the rehearsed rules leave as they are.</summary>
    public int StayThoughReported { get; private set; }

    public IReadOnlyList<RehearsedOrder> Listed => _listed;

    /// <summary>Changed ones first, by the payout that moves; nobody (null) among them.</summary>
    public IReadOnlyList<RehearsedMoney> Money =>
    [
        .. _sums.Select(s => new RehearsedMoney(
                s.Key.Partner, s.Key.Currency, s.Value.OrdersBefore, s.Value.OrdersAfter, s.Value.AmountBefore, s.Value.AmountAfter, s.Value.PayoutBefore, s.Value.PayoutAfter))
            .OrderBy(m => m.Currency, StringComparer.Ordinal).ThenByDescending(m => m.IsChanged).ThenByDescending(m => Math.Abs(m.PayoutDifference)).ThenByDescending(m => Math.Abs(m.AmountDifference))
            .ThenBy(m => m.PartnerId ?? int.MaxValue),
    ];

    /// <param name="stored">As it is stored.</param>
    /// <param name="today">Judged by today's rules.</param>
    /// <param name="rehearsed">Judged by the rehearsed ones, of the same facts.</param>
    /// <param name="publicId">Asked for orders that are listed.</param>
    public void Add(Conversion stored, Conversion today, Conversion rehearsed, Func<long, string> publicId)
    {
        var (before, after, net) = (RehearsedCredit.Of(today), RehearsedCredit.Of(rehearsed), stored.Amount - stored.Reversed);
        Replayed++;
        StoredDiffers += (stored.PartnerId, stored.Outcome) == (today.PartnerId, today.Outcome) ? 0 : 1;
        Of(before, stored.Currency).AddBefore(net, before.Payout);
        Of(after, stored.Currency).AddAfter(net, after.Payout);
        if (!before.DiffersFrom(after))
        {
            StayThoughReported += today.PartnerId != today.CounterfactualPartnerId ? 1 : 0;
            return;
        }

        Changed++;
        if (_listed.Count < mostListed)
        {
            _listed.Add(new(stored.Id, publicId(stored.Id), stored.OrderId, stored.OrderTime, stored.SentCodes, net, stored.Currency, before, after, TraceJson.Read(rehearsed.Trace)[^1]));
        }
    }

    private Sums Of(RehearsedCredit credit, string currency)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (credit.PartnerId, currency), out _);
        return sums ??= new();
    }

    private sealed class Sums
    {
        public int OrdersBefore { get; private set; }
        public int OrdersAfter { get; private set; }
        public long AmountBefore { get; private set; }
        public long AmountAfter { get; private set; }
        public long PayoutBefore { get; private set; }
        public long PayoutAfter { get; private set; }

        public void AddBefore(long amount, long payout) => (OrdersBefore, AmountBefore, PayoutBefore) = (OrdersBefore + 1, AmountBefore + amount, PayoutBefore + payout);

        public void AddAfter(long amount, long payout) => (OrdersAfter, AmountAfter, PayoutAfter) = (OrdersAfter + 1, AmountAfter + amount, PayoutAfter + payout);
    }
}
