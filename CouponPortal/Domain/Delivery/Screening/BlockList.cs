using System.Buffers;
using System.Collections.Frozen;
using System.Net;

namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>What somebody has chosen to keep out, ready to be asked: built once when the settings are read.</summary>
public sealed class BlockList
{
    public static readonly BlockList Empty = new([], [], []);

    private readonly AddressRanges _addresses;
    private readonly SearchValues<string>? _agents;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>? _referrers;

    private BlockList(IReadOnlyCollection<string> addresses, IReadOnlyCollection<string> agents, IReadOnlyCollection<string> referrers)
    {
        _addresses = AddressRanges.Of(addresses);
        _agents = agents.Count == 0 ? null : SearchValues.Create([.. agents], StringComparison.OrdinalIgnoreCase);
        _referrers = referrers.Count == 0 ? null : referrers.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <param name="addresses">Addresses and CIDR blocks.</param>
    /// <param name="agents">Pieces of a <c>User-Agent</c>.</param>
    /// <param name="referrers">Host names; each stands for its subdomains too.</param>
    public static BlockList Of(IReadOnlyCollection<string> addresses, IReadOnlyCollection<string> agents, IReadOnlyCollection<string> referrers) =>
        addresses.Count + agents.Count + referrers.Count == 0 ? Empty : new(addresses, agents, referrers);

    /// <param name="referrer">Host.</param>
    public bool Has(IPAddress? address, ReadOnlySpan<char> userAgent, ReadOnlySpan<char> referrer) =>
        _addresses.Has(address) || (_agents is not null && userAgent.ContainsAny(_agents)) || HasReferrer(referrer);

    private bool HasReferrer(ReadOnlySpan<char> host)
    {
        if (_referrers is not { } hosts)
        {
            return false;
        }

        host = host.TrimEnd('.');
        while (!host.IsEmpty)
        {
            if (hosts.Contains(host))
            {
                return true;
            }

            var dot = host.IndexOf('.');
            host = dot < 0 ? default : host[(dot + 1)..];
        }

        return false;
    }
}
