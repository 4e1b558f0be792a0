using System.Globalization;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.Offers.Delivery;

/// <summary>A rule as it is being typed.</summary>
public sealed class TargetDraft(TargetFact fact)
{
    private static readonly char[] Between = [',', ';', ' ', '\n', '\r', '\t'];

    public TargetFact Fact => fact;

    /// <summary>Null = everybody.</summary>
    public TargetMode? Mode { get; set; }

    /// <summary>Values where there are too many to tick.</summary>
    public string Text { get; set; } = "";

    /// <summary>Values that are ticked.</summary>
    public HashSet<string> Chosen { get; } = new(StringComparer.Ordinal);

    public UnknownRule Unknown { get; set; }

    public IReadOnlyList<string>? Choices => TargetingFields.ChoicesOf(fact);

    public static TargetDraft Of(TargetFact fact, TargetRule? rule)
    {
        var draft = new TargetDraft(fact) { Mode = rule?.Mode, Unknown = rule?.Unknown ?? UnknownRule.LetIn, Text = rule is null ? "" : string.Join(", ", rule.Values) };
        draft.Chosen.UnionWith(rule?.Values ?? []);
        return draft;
    }

    public TargetRule? Rule() => Mode is not { } mode ? null
        : new(mode, [.. Choices is null ? Text.Split(Between, StringSplitOptions.RemoveEmptyEntries) : Choices.Where(Chosen.Contains)], Unknown);

    public void Choose(string value, bool isChosen)
    {
        if (isChosen)
        {
            Chosen.Add(value);
        }
        else
        {
            Chosen.Remove(value);
        }
    }
}

/// <summary>A stretch of hours as it is being typed.</summary>
public sealed class WindowDraft
{
    public HashSet<DayOfWeek> Days { get; } = [];

    public int From { get; set; } = 9;

    public int To { get; set; } = 18;

    public static WindowDraft Of(HourWindow window)
    {
        var draft = new WindowDraft { From = window.From, To = window.To };
        draft.Days.UnionWith(window.Days);
        return draft;
    }

    public HourWindow Window() => new([.. Days.Order()], From, To);
}

/// <summary>Hours as they are being typed.</summary>
public sealed class HoursDraft
{
    /// <summary>Null = at any time.</summary>
    public TargetMode? Mode { get; set; }

    public string TimeZone { get; set; } = "UTC";

    public List<WindowDraft> Windows { get; } = [];

    /// <param name="zone">Taken where nothing was said.</param>
    public static HoursDraft Of(TargetHours? hours, string zone)
    {
        var draft = new HoursDraft { Mode = hours?.Mode, TimeZone = hours?.TimeZone ?? zone };
        draft.Windows.AddRange((hours?.Windows ?? []).Select(WindowDraft.Of));
        return draft;
    }

    public TargetHours? Hours() => Mode is { } mode ? new(mode, TimeZone.Trim(), [.. Windows.Select(w => w.Window())]) : null;
}

/// <summary>All of an offer's targeting as it is being typed.</summary>
public sealed class TargetingDraft
{
    private TargetingDraft(OfferTargeting rules, string zone)
    {
        Facts = [.. Enum.GetValues<TargetFact>().Where(f => f != TargetFact.Hours).Select(f => TargetDraft.Of(f, rules.RuleOf(f)))];
        Hours = HoursDraft.Of(rules.Hours, zone);
    }

    public IReadOnlyList<TargetDraft> Facts { get; }

    public HoursDraft Hours { get; }

    public static TargetingDraft Of(OfferTargeting rules, string zone) => new(rules, zone);

    public OfferTargeting Rules() => new()
    {
        Country = Rule(TargetFact.Country),
        Region = Rule(TargetFact.Region),
        Device = Rule(TargetFact.Device),
        Os = Rule(TargetFact.Os),
        Browser = Rule(TargetFact.Browser),
        Language = Rule(TargetFact.Language),
        Referrer = Rule(TargetFact.Referrer),
        Visitor = Rule(TargetFact.Visitor),
        Hours = Hours.Hours(),
    };

    private TargetRule? Rule(TargetFact fact) => Facts.First(f => f.Fact == fact).Rule();
}

/// <summary>What facts and reasons are called on pages.</summary>
internal static class DeliveryWords
{
    public static string Of(TargetFact fact) => fact switch
    {
        TargetFact.Os => "System",
        _ => Components.Controls.Words.Of(fact),
    };

    public static string Of(SwitchReason reason) => reason switch
    {
        SwitchReason.Targeting => "Targeting keeps the visitor out",
        SwitchReason.Cap => "A cap is reached",
        SwitchReason.OfferPaused => "The offer is paused",
        SwitchReason.Code => "The code is paused, ended or not started",
        SwitchReason.Partner => "The partner is paused or not approved",
    };

    /// <summary>A value of a list as people read it.</summary>
    public static string OfValue(string value) => value switch
    {
        "ios" => "iOS",
        "macos" => "macOS",
        "chromeos" => "ChromeOS",
        "tiktok" => "TikTok",
        _ => value.Length > 0 && char.IsAsciiLetterLower(value[0]) ? string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(value[0])}{value[1..]}") : value,
    };
}
