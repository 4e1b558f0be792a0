using System.Globalization;

namespace CouponPortal.Domain.Accounts;

/// <summary>How a person wants the portal to look.</summary>
public enum Theme
{
    /// <summary>As the person's computer does.</summary>
    System,
    Light,
    Dark,
}

/// <summary>Whose habits numbers and dates follow. The portal's words stay English.</summary>
public enum FormatStyle
{
    /// <summary>21 Nov 2026, 14:05; 1,234.56.</summary>
    English,

    /// <summary>Nov 21, 2026, 2:05 PM; 1,234.56.</summary>
    American,

    /// <summary>21.11.2026, 14:05; 1.234,56.</summary>
    German,

    /// <summary>21/11/2026 14:05; 1 234,56.</summary>
    French,

    /// <summary>2026-11-21 14:05; 1234.56.</summary>
    Iso,
}

/// <summary>Formats of numbers and times. Written out, since the server has no tables of languages (invariant globalisation).</summary>
public static class Formats
{
    private const char NarrowBlank = '\u202F';

    /// <param name="local">In the zone it is to be shown in.</param>
    public static string Time(DateTime local, FormatStyle style, bool seconds = false)
    {
        var format = style switch
        {
            FormatStyle.English => seconds ? "d MMM yyyy, HH:mm:ss" : "d MMM yyyy, HH:mm",
            FormatStyle.American => seconds ? "MMM d, yyyy, h:mm:ss tt" : "MMM d, yyyy, h:mm tt",
            FormatStyle.German => seconds ? "dd.MM.yyyy, HH:mm:ss" : "dd.MM.yyyy, HH:mm",
            FormatStyle.French => seconds ? "dd/MM/yyyy HH:mm:ss" : "dd/MM/yyyy HH:mm",
            FormatStyle.Iso => seconds ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm",
        };
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The separators of a number that is written as in English, e.g. 1,234.56.</summary>
    public static string Number(string english, FormatStyle style) => style switch
    {
        FormatStyle.English or FormatStyle.American => english,
        FormatStyle.German => Swapped(english, '.', ','),
        FormatStyle.French => Swapped(english, NarrowBlank, ','),
        FormatStyle.Iso => english.Replace(",", "", StringComparison.Ordinal),
    };

    private static string Swapped(string english, char group, char point) => string.Create(english.Length, (english, group, point), static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from.english[i] switch
            {
                ',' => from.group,
                '.' => from.point,
                var other => other,
            };
        }
    });
}
