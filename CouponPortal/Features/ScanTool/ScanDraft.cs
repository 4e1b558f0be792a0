using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.ScanTool;

/// <summary>A link and who would open it, as typed. What is empty is not known of the visitor.</summary>
/// <param name="Url">A link, or a code alone.</param>
/// <param name="Country">Two letters.</param>
/// <param name="Region">ISO 3166-2, e.g. <c>US-CA</c>.</param>
/// <param name="Device">A class of devices; what <paramref name="UserAgent"/> says goes before it.</param>
/// <param name="Language">A language tag or an Accept-Language header.</param>
/// <param name="Referrer">A host, or a page's address.</param>
/// <param name="Visited"><c>new</c>, <c>returning</c>, or empty for unknown.</param>
/// <param name="Time">ISO 8601, UTC where it names no offset; empty = now.</param>
public sealed record ScanDraft(string Url, string? Country = null, string? Region = null, string? Device = null, string? UserAgent = null, string? Language = null, string? Referrer = null, string? Visited = null, string? Time = null)
{
    public const int MaxUrl = 4_000;
    public const int MaxUserAgent = 1_000;

    /// <summary>The visit, without what speaks against it; faults go to <paramref name="errors"/>.</summary>
    internal ScannedVisit Read(DateTime now, FieldErrors errors)
    {
        if (Url.Trim().Length == 0)
        {
            errors.Add("url", "Paste a link, or type a code.");
        }
        else if (Url.Length > MaxUrl)
        {
            errors.Add("url", $"At most {MaxUrl} characters.");
        }

        var device = Empty(Device)?.ToLowerInvariant();
        if (device is not null && !VisitorAgent.Devices.Contains(device))
        {
            errors.Add("device", "Send one of " + string.Join(", ", VisitorAgent.Devices) + ".");
        }

        var agent = Excerpt.Of(Empty(UserAgent) ?? (Visitor.OfDevice(device) ?? Visitor.Usual).UserAgent, MaxUserAgent);
        var known = VisitorAgent.Of(agent);
        var visit = new Visit
        {
            Now = TimeOf(now, errors),
            Country = CountryOf(errors),
            Region = RegionOf(errors),
            Device = known.Device,
            Os = known.Os,
            Browser = known.Browser,
            Language = LanguageOf(errors),
            Referrer = ReferrerOf(errors),
            IsReturning = VisitedOf(errors),
        };
        return new(visit, agent);
    }

    private static string? Empty(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private string? CountryOf(FieldErrors errors)
    {
        if (Empty(Country) is not { } text || (text.Length == 2 && text.All(char.IsAsciiLetter)))
        {
            return Empty(Country)?.ToUpperInvariant();
        }

        errors.Add("country", "Type the two letters of a country, e.g. DE.");
        return null;
    }

    private string? RegionOf(FieldErrors errors)
    {
        if (Empty(Region) is not { } text)
        {
            return null;
        }

        if (text.Length is >= 4 and <= 6 && text[2] == '-' && text.All(c => c == '-' || char.IsAsciiLetterOrDigit(c)))
        {
            return text.ToUpperInvariant();
        }

        errors.Add("region", "Type a region with its country, e.g. US-CA.");
        return null;
    }

    private string? LanguageOf(FieldErrors errors)
    {
        if (Empty(Language) is not { } text)
        {
            return null;
        }

        var tag = text.Split(',', ';', '-')[0].Trim();
        if (tag.Length is 2 or 3 && tag.All(char.IsAsciiLetter))
        {
            return tag.ToLowerInvariant();
        }

        errors.Add("language", "Type a language, e.g. de or pt-BR.");
        return null;
    }

    private string? ReferrerOf(FieldErrors errors)
    {
        if (Empty(Referrer) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.IdnHost.Length > 0)
        {
            return uri.IdnHost.ToLowerInvariant();
        }

        errors.Add("referrer", "Type a host name, e.g. www.youtube.com.");
        return null;
    }

    private bool? VisitedOf(FieldErrors errors)
    {
        switch (Empty(Visited))
        {
            case null:
                return null;
            case OfferTargeting.NewVisitor:
                return false;
            case OfferTargeting.ReturningVisitor:
                return true;
            default:
                errors.Add("visitor", $"Send {OfferTargeting.NewVisitor} or {OfferTargeting.ReturningVisitor}.");
                return null;
        }
    }

    private DateTime TimeOf(DateTime now, FieldErrors errors)
    {
        if (Empty(Time) is not { } text)
        {
            return now;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year is > 2000 and < 2200)
        {
            return time.UtcDateTime;
        }

        errors.Add("time", "Type a time as 2026-11-22T18:30, in UTC.");
        return now;
    }
}

/// <summary>Who opens the link.</summary>
internal sealed record ScannedVisit(Visit Visit, string UserAgent);
