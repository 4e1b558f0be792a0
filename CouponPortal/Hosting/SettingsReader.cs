using System.Globalization;
using System.Net;

namespace CouponPortal.Hosting;

/// <summary>Reads settings by their key and collects what is wrong with them, so that a refusal names every fault at once.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public List<string> Faults { get; } = [];

    /// <summary>Without surrounding blanks; null when absent or empty.</summary>
    public string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

    public bool Flag(string key, bool otherwise)
    {
        var text = Text(key);
        if (text is not null && !bool.TryParse(text, out _))
        {
            Faults.Add($"{key} is “{text}”; it must be true or false.");
        }

        return bool.TryParse(text, out var value) ? value : otherwise;
    }

    /// <summary>0 to <paramref name="largest"/>; <paramref name="otherwise"/> when absent.</summary>
    public int Integer(string key, int largest, int otherwise = 0)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest)
        {
            return number;
        }

        Faults.Add($"{key} is “{text}”; it must be a whole number from 0 to {largest}.");
        return 0;
    }

    /// <summary>Words between commas.</summary>
    public IReadOnlyList<string> List(string key) => Text(key)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Addresses between commas, each with a port or without.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints(string key, int port)
    {
        var good = new List<IPEndPoint>();
        foreach (var text in List(key))
        {
            if (IPEndPoint.TryParse(text, out var end))
            {
                good.Add(end.Port == 0 ? new IPEndPoint(end.Address, port) : end);
            }
            else
            {
                Faults.Add($"{key} holds “{text}”; it must be addresses, e.g. 192.0.2.53 or 192.0.2.53:5353.");
            }
        }

        return good;
    }

    /// <summary>An absolute web address.</summary>
    public Uri? Url(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        Faults.Add($"{key} is “{text}”; it must be an absolute address, e.g. https://portal.example.");
        return null;
    }
}
