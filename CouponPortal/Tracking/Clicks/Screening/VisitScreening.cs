using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>
/// Adds to a visit what speaks against a person: what its request says, and what came before it. It judges nothing: what comes of a sign is the advertiser's policy in the
/// delivery engine. Counted by this process alone; with several, each sees its share.
/// </summary>
public sealed class VisitScreening(ScreeningSettings settings, CodeScans scans)
{
    // 8 MB each: half a million visitors, or links by network, at a time.
    private const int Buckets = 1 << 16;
    private const int MinuteSeconds = 60;
    private readonly KeyedMark _marks = new();
    private readonly RecentCounts _same = new(Buckets);
    private readonly RecentCounts _links = new(Buckets);

    /// <param name="link">What the visitor opened: a code, or an offer and a partner.</param>
    /// <param name="blocked">The network's own list.</param>
    /// <param name="isScript">A page's own script calls here, and is answered as one: that it is no navigation speaks against nobody.</param>
    public Visit Of<TLink>(HttpRequest request, in Visit visit, TLink link, BlockList blocked, bool isScript = false)
        where TLink : notnull
    {
        var headers = request.Headers;
        var agent = headers.UserAgent.ToString();
        var address = request.HttpContext.Connection.RemoteIpAddress;
        if (!settings.Enabled)
        {
            return visit with { Address = address, UserAgent = agent };
        }

        var signs = new RequestSigns
        {
            UserAgent = agent,
            Purpose = PurposeOf(headers),
            Destination = headers["Sec-Fetch-Dest"].ToString(),
            Mode = headers["Sec-Fetch-Mode"].ToString(),
            IsHead = HttpMethods.IsHead(request.Method),
        }.Signs;
        if (isScript)
        {
            signs &= ~VisitSigns.NotNavigation;
        }

        if (blocked.Has(address, agent, visit.Referrer))
        {
            signs |= VisitSigns.Blocked;
        }

        if (address is null)
        {
            return visit with { UserAgent = agent, Signs = signs };
        }

        var network = VisitNetwork.Of(address);
        var (isCounted, chosen) = (settings.LocalAddresses || !VisitNetwork.IsLocal(address), (uint)link.GetHashCode());
        if (isCounted && scans.IsScanning(network, visit.Now))
        {
            signs |= VisitSigns.CodeScan;
        }

        // Robots and previews come again and again, beside the person whom they serve: they are told by name and not by number.
        if ((signs & ~VisitSigns.Automated) != VisitSigns.None)
        {
            return visit with { Address = address, UserAgent = agent, Signs = signs };
        }

        return visit with
        {
            Address = address,
            UserAgent = agent,
            Signs = signs,
            InMinute = isCounted ? _links.Count(_marks.Of(network.Prefix, chosen, 0), visit.Now, MinuteSeconds) : 0,

            // Who does not want to be followed is not recognised either.
            SecondsSinceSame = OptOut.Of(request)
                ? null
                : _same.Touch(_marks.Of((ulong)(network.Whole >> 64), (ulong)network.Whole, ((ulong)chosen << 32) | (uint)agent.GetHashCode(StringComparison.Ordinal)), visit.Now, ScreeningPolicy.MostDuplicateSeconds),
        };
    }

    private static string PurposeOf(IHeaderDictionary headers) =>
        headers["Sec-Purpose"].ToString() is { Length: > 0 } purpose ? purpose
        : headers["Purpose"].ToString() is { Length: > 0 } older ? older
        : headers["X-Purpose"].ToString() is { Length: > 0 } safari ? safari
        : headers["X-Moz"].ToString();
}
