using System.Net;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>An address as what is counted by: the whole of it, and the network that it stands in (/24, /48), as numbers that are hashed at once and kept nowhere.</summary>
internal readonly record struct VisitNetwork(UInt128 Whole, ulong Prefix)
{
    private const int FreeOfV4 = 8;
    private const int FreeOfV6 = 80;

    // An IPv4 address as one of IPv6 begins with 80 zeros and 16 ones.
    private static readonly UInt128 Mapped = (UInt128)0xFFFF;

    private static readonly AddressRanges Local = AddressRanges.Of(
        ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1", "fc00::/7", "fe80::/10"]);

    public static VisitNetwork Of(IPAddress address)
    {
        var whole = AddressRanges.NumberOf(address);
        return new(whole, (ulong)(whole >> 32 == Mapped ? whole >> FreeOfV4 : whole >> FreeOfV6));
    }

    /// <summary>Of one's own network, where a proxy may stand for everybody.</summary>
    public static bool IsLocal(IPAddress address) => Local.Has(address);
}
