using System.Buffers;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Delivery;

/// <summary>What targeting may hold, and its normal form: the one in which a visit has its facts.</summary>
public static class TargetingFields
{
    public const int MaxValues = 300;
    public const int MaxWindows = 50;

    /// <summary>ISO 3166-1, with the XK that is in use for Kosovo.</summary>
    private const string CountryCodes =
        "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJE"
        + "JMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTM"
        + "TNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static IReadOnlyList<string> Countries { get; } = [.. Enumerable.Range(0, CountryCodes.Length / 2).Select(i => CountryCodes.Substring(i * 2, 2))];

    public static IReadOnlyList<string> Visitors { get; } = [OfferTargeting.NewVisitor, OfferTargeting.ReturningVisitor];

    /// <summary>The values that a fact can have; null where there are too many to list.</summary>
    public static IReadOnlyList<string>? ChoicesOf(TargetFact fact) => fact switch
    {
        TargetFact.Device => VisitorAgent.Devices,
        TargetFact.Os => VisitorAgent.Systems,
        TargetFact.Browser => VisitorAgent.Browsers,
        TargetFact.Visitor => Visitors,
        TargetFact.Country or TargetFact.Region or TargetFact.Language or TargetFact.Referrer or TargetFact.Hours => null,
    };

    /// <summary>The normal form. Faults go to <paramref name="errors"/>, each at its place: <c>targeting.country.values</c>.</summary>
    public static OfferTargeting Normal(OfferTargeting sent, FieldErrors errors) => new()
    {
        Country = Normal(sent.Country, TargetFact.Country, "targeting.country", errors),
        Region = Normal(sent.Region, TargetFact.Region, "targeting.region", errors),
        Device = Normal(sent.Device, TargetFact.Device, "targeting.device", errors),
        Os = Normal(sent.Os, TargetFact.Os, "targeting.os", errors),
        Browser = Normal(sent.Browser, TargetFact.Browser, "targeting.browser", errors),
        Language = Normal(sent.Language, TargetFact.Language, "targeting.language", errors),
        Referrer = Normal(sent.Referrer, TargetFact.Referrer, "targeting.referrer", errors),
        Visitor = Normal(sent.Visitor, TargetFact.Visitor, "targeting.visitor", errors),
        Hours = Normal(sent.Hours, errors),
    };

    /// <inheritdoc cref="Normal(OfferTargeting, FieldErrors)"/>
    /// <returns>Null for a rule that keeps nobody out.</returns>
    public static TargetRule? Normal(TargetRule? sent, TargetFact fact, string field, FieldErrors errors)
    {
        if (sent is null || (sent is { Mode: TargetMode.Deny, Unknown: UnknownRule.LetIn } && sent.Values.Count == 0))
        {
            return null;
        }

        if (sent is { Mode: TargetMode.Allow, Values.Count: 0 } || sent.Values.Count > MaxValues)
        {
            errors.Add(field + ".values", sent.Values.Count == 0 ? "Name at least one, or let everybody in." : $"At most {MaxValues}.");
            return sent;
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var typed in sent.Values)
        {
            if (Normal(typed ?? "", fact) is { } value)
            {
                values.Add(value);
            }
            else
            {
                errors.Add(field + ".values", $"“{Excerpt.Of(typed ?? "", 60)}” {Complaint(fact)}");
            }
        }

        return sent with { Values = [.. values] };
    }

    /// <returns>Null for what the fact cannot be.</returns>
    public static string? Normal(string typed, TargetFact fact)
    {
        typed = typed.Trim();
        return fact switch
        {
            TargetFact.Country => Country(typed.ToUpperInvariant()),
            TargetFact.Region => Region(typed.ToUpperInvariant()),
            TargetFact.Language => Language(typed.ToLowerInvariant()),
            TargetFact.Referrer => Host(typed),
            _ => ChoicesOf(fact)?.FirstOrDefault(c => c.Equals(typed, StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static TargetHours? Normal(TargetHours? sent, FieldErrors errors)
    {
        if (sent is null || (sent.Mode == TargetMode.Deny && sent.Windows.Count == 0))
        {
            return null;
        }

        if (AdvertiserFields.TimeZoneFault(sent.TimeZone ?? "") is { } zone)
        {
            errors.Add("targeting.hours.time_zone", zone);
        }

        if (sent.Windows.Count is 0 or > MaxWindows)
        {
            errors.Add("targeting.hours.windows", sent.Windows.Count == 0 ? "Name at least one stretch of hours, or let in at any time." : $"At most {MaxWindows}.");
        }

        foreach (var (i, window) in sent.Windows.Index())
        {
            if (window is not { Days: not null, From: >= 0 and <= 23, To: >= 1 and <= 24 } || window.Days.Any(d => !Enum.IsDefined(d)))
            {
                errors.Add($"targeting.hours.windows[{i}]", "Hours are from 0 to 23, to 1 to 24; days are those of the week.");
            }
        }

        return sent with { Windows = [.. sent.Windows.Select(w => w?.Days is null ? w! : w with { Days = [.. w.Days.Distinct().Order()] })] };
    }

    private static string? Country(string code) => code.Length == 2 && Countries.Contains(code, StringComparer.Ordinal) ? code : null;

    private static string? Region(string code) =>
        code.Length is >= 4 and <= 6 && code[2] == '-' && Country(code[..2]) is not null && !code.AsSpan(3).ContainsAnyExcept(Upper) ? code : null;

    private static string? Language(string tag)
    {
        var end = tag.AsSpan().IndexOfAny('-', '_');
        var primary = end < 0 ? tag : tag[..end];
        return primary.Length is 2 or 3 && primary.All(char.IsAsciiLetterLower) ? primary : null;
    }

    // An address is taken for its host; "www." is a subdomain like any other, and so covered without being written.
    private static string? Host(string typed)
    {
        var url = "https://" + typed[(typed.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..];
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            return null;
        }

        var host = uri.IdnHost.ToLowerInvariant().TrimEnd('.');
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        return host.Length is > 0 and <= AdvertiserFields.MaxHostName ? host : null;
    }

    private static string Complaint(TargetFact fact) => fact switch
    {
        TargetFact.Country => "is no country: two letters of ISO 3166-1, e.g. DE.",
        TargetFact.Region => "is no region: ISO 3166-2 with its country, e.g. US-CA.",
        TargetFact.Language => "is no language: two or three letters, e.g. de.",
        TargetFact.Referrer => "is no host name, e.g. youtube.com.",
        _ => $"is none of {string.Join(", ", ChoicesOf(fact) ?? [])}.",
    };
}
