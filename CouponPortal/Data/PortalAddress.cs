using System.Net;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Data;

/// <summary>
/// At which host names people reach the portal itself. With a public address it is that one and those named beside it; without one, every name that is no tracking domain.
/// Names without a dot and addresses as such are of the operator's own network: no tracking domain can be one, so probes and scripts inside go on working.
/// </summary>
/// <param name="publicUrl">The operator's setting <c>PublicUrl</c>; null = not set.</param>
/// <param name="others">The setting <c>PortalHosts</c>: more names, e.g. those of an inner network.</param>
public sealed class PortalAddress(Uri? publicUrl, IReadOnlyList<string> others)
{
    private readonly string? _public = publicUrl is null ? null : HostNames.Normal(publicUrl.IdnHost);
    private readonly string[] _others = [.. others.Select(HostNames.Normal)];

    /// <summary>Whether this is a name of the portal itself, which no tracking domain may take.</summary>
    public bool IsOwn(string host) => HostNames.Normal(host) is var name && (name == _public || _others.Contains(name));

    /// <param name="catalog">Null while it is not loaded yet.</param>
    public bool Serves(string host, CatalogSnapshot? catalog)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        return IsInternal(name) || name == _public || Array.IndexOf(_others, name) >= 0 || (_public is null && catalog?.Hosts.AdvertiserOf(name) is null);
    }

    /// <summary>Whether only somebody within the operator's network asks by this name.</summary>
    public bool IsInner(string host) => IsInternal(host) || Array.IndexOf(_others, HostNames.Normal(host)) >= 0;

    /// <summary>An address as such, or a name without a dot.</summary>
    private static bool IsInternal(string host) => host.Length > 0 && (!host.TrimEnd('.').Contains('.') || IPAddress.TryParse(host, out _));
}
