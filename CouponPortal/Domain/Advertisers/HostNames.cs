using System.Globalization;

namespace CouponPortal.Domain.Advertisers;

/// <summary>Host names in one spelling.</summary>
public static class HostNames
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>Trimmed, ASCII (other characters as xn--…), lower case, without the final dot. What is no host name comes back as it is, for <see cref="AdvertiserFields.HostNameFault"/> to refuse.</summary>
    public static string Normal(string typed)
    {
        var host = typed.Trim().TrimEnd('.');
        return (Ascii(host) ?? host).ToLowerInvariant();
    }

    /// <summary>The ASCII form of a host name; null when there is none.</summary>
    public static string? Ascii(string host)
    {
        if (host.All(char.IsAscii))
        {
            return host;
        }

        try
        {
            // Without the system's tables, which the product does without, the mapping folds no case.
            return Idn.GetAscii(host.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
