using System.Runtime.InteropServices;

namespace CouponPortal.Domain.Offers;

/// <summary>
/// When which partner was approved on which offer, immutable. What has changed since the whole was read lies beside it, so that one approval more does not copy
/// a million.
/// </summary>
public sealed class ApprovalTimes
{
    private const int MostBeside = 1_000;

    /// <summary>What most pairs have; shared by all of them.</summary>
    private static readonly Span[] SinceEver = [new(DateTime.MinValue, DateTime.MaxValue)];
    private readonly Dictionary<(int Offer, int Partner), Span[]> _read;
    private readonly Dictionary<(int Offer, int Partner), Span[]> _since;

    private ApprovalTimes(Dictionary<(int Offer, int Partner), Span[]> read, Dictionary<(int Offer, int Partner), Span[]> since) => (_read, _since) = (read, since);

    public static ApprovalTimes Of(IEnumerable<ApprovalPeriod> periods)
    {
        var read = new Dictionary<(int, int), Span[]>();
        Add(read, periods);
        return new(read, []);
    }

    public bool Has(int offerId, int partnerId, DateTime at)
    {
        if (!_since.TryGetValue((offerId, partnerId), out var spans) && !_read.TryGetValue((offerId, partnerId), out spans))
        {
            return false;
        }

        foreach (var span in spans)
        {
            if (span.From <= at && at < span.Until)
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="pairs">Whose periods are all replaced.</param>
    /// <param name="periods">Those that the pairs have now.</param>
    public ApprovalTimes With(IEnumerable<(int Offer, int Partner)> pairs, IEnumerable<ApprovalPeriod> periods)
    {
        var since = new Dictionary<(int, int), Span[]>(_since);
        foreach (var pair in pairs)
        {
            since[pair] = [];
        }

        Add(since, periods);
        return Folded(since);
    }

    /// <param name="offers">Whose periods are all replaced.</param>
    public ApprovalTimes With(IReadOnlySet<int> offers, IEnumerable<ApprovalPeriod> periods) =>
        With(_read.Keys.Concat(_since.Keys).Where(pair => offers.Contains(pair.Offer)), periods);

    private ApprovalTimes Folded(Dictionary<(int Offer, int Partner), Span[]> since)
    {
        if (since.Count <= Math.Max(MostBeside, _read.Count / 16))
        {
            return new(_read, since);
        }

        var read = new Dictionary<(int, int), Span[]>(_read);
        foreach (var (pair, spans) in since)
        {
            read[pair] = spans;
        }

        return new(read, []);
    }

    private static void Add(Dictionary<(int Offer, int Partner), Span[]> times, IEnumerable<ApprovalPeriod> periods)
    {
        foreach (var period in periods)
        {
            ref var spans = ref CollectionsMarshal.GetValueRefOrAddDefault(times, (period.OfferId, period.PartnerId), out _);
            var isEver = spans is null or [] && period.From == DateTime.MinValue && period.Until is null;
            spans = isEver ? SinceEver : [.. spans ?? [], new(period.From, period.Until ?? DateTime.MaxValue)];
        }
    }

    /// <param name="From">Inclusive.</param>
    /// <param name="Until">Exclusive.</param>
    private readonly record struct Span(DateTime From, DateTime Until);
}
