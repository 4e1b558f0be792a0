using System.Collections.Frozen;

namespace CouponPortal.Domain.Reports;

/// <summary>Days that a report names by a word. Weeks begin on Monday; what is still running ends today.</summary>
public enum DatePreset
{
    Today,
    Yesterday,

    /// <summary>Today and the six days before; the others of its kind alike.</summary>
    Last7Days,
    Last30Days,
    Last90Days,
    ThisWeek,
    LastWeek,
    ThisMonth,
    LastMonth,
    ThisYear,
    LastYear,

    /// <summary>Open at both ends.</summary>
    All,
}

/// <summary>What a report's figures stand beside.</summary>
public enum RangeComparison
{
    PreviousPeriod,
    SamePeriodLastYear,
}

/// <summary>The presets as addresses and people spell them.</summary>
public static class DatePresets
{
    private static readonly FrozenDictionary<DatePreset, string> Names = Enum.GetValues<DatePreset>().ToFrozenDictionary(p => p, NameOf);

    /// <summary><c>last_30_days</c>.</summary>
    public static string Of(DatePreset preset) => Names[preset];

    /// <summary>“Last 30 days”.</summary>
    public static string Words(DatePreset preset) => preset == DatePreset.All ? "All time" : char.ToUpperInvariant(Of(preset)[0]) + Of(preset)[1..].Replace('_', ' ');

    /// <returns>Null for anything that <see cref="Of"/> does not write; case and surrounding blanks do not matter.</returns>
    public static DatePreset? Read(string? text)
    {
        foreach (var (preset, name) in Names)
        {
            if (string.Equals(name, text?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return preset;
            }
        }

        return null;
    }

    private static string NameOf(DatePreset preset) => preset switch
    {
        DatePreset.Last7Days => "last_7_days",
        DatePreset.Last30Days => "last_30_days",
        DatePreset.Last90Days => "last_90_days",
        DatePreset.Today or DatePreset.Yesterday or DatePreset.ThisWeek or DatePreset.LastWeek or DatePreset.ThisMonth or DatePreset.LastMonth
            or DatePreset.ThisYear or DatePreset.LastYear or DatePreset.All => SnakeCase.Of(preset),
    };
}
