using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Domain.Privacy;

/// <summary>An internet address without the part that tells one connection from its neighbours: a prefix still says from where somebody came, and no longer who.</summary>
public static class AddressPrefix
{
    private const int BytesKeptOfV4 = 3;
    private const int BytesKeptOfV6 = 6;

    /// <returns>The /24 of an IPv4 address, the /48 of an IPv6 one, in CIDR notation; empty for what is no address.</returns>
    public static string Of(string? address) => IPAddress.TryParse(address, out var parsed) ? Of(parsed) : "";

    /// <inheritdoc cref="Of(string?)"/>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        var kept = plain.AddressFamily == AddressFamily.InterNetwork ? BytesKeptOfV4 : BytesKeptOfV6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
