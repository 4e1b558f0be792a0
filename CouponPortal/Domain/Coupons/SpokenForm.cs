using System.Text;

namespace CouponPortal.Domain.Coupons;

/// <summary>
/// How a tracking URL is said aloud, on a stage or on the phone, so that nobody writes O for 0 or I for 1: the site in words, the code letter by letter with
/// the international spelling alphabet (ICAO), digits marked as digits.
/// </summary>
public static class SpokenForm
{
    private static readonly string[] Letters =
    [
        "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo",
        "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu",
    ];

    private static readonly string[] Digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>"S as in Sierra, O as in Oscar, digit zero": every sign of the code's normal form.</summary>
    public static string OfCode(string code) => string.Join(", ", code.ToUpperInvariant().Select(Sign));

    /// <summary>"go dot shop dot example, slash, …": the address without its scheme, which nobody types.</summary>
    /// <param name="url">A tracking URL: site, code, and <c>?oid=</c> where the code alone is ambiguous.</param>
    public static string OfUrl(string url)
    {
        var uri = new Uri(url);
        var said = $"{Site(uri.Host)}{(uri.IsDefaultPort ? "" : $", colon, {Spelled(uri.Port)}")}, slash, {OfCode(uri.AbsolutePath.Trim('/'))}";
        return uri.Query is ['?', .. var query] && query.Split('=') is [var name, var number]
            ? $"{said}, question mark, {OfCode(name)}, equals sign, {OfCode(number)}"
            : said;
    }

    private static string Spelled(int number) => OfCode(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // A label of letters is a word; one with digits would be heard in several spellings.
    private static string Site(string host)
    {
        var said = new StringBuilder();
        foreach (var label in host.Split('.'))
        {
            said.Append(said.Length == 0 ? "" : " dot ").Append(string.Join(" hyphen ", label.Split('-').Select(p => p.Any(char.IsAsciiDigit) ? OfCode(p) : p)));
        }

        return said.ToString();
    }

    private static string Sign(char sign) => sign switch
    {
        >= 'A' and <= 'Z' => $"{sign} as in {Letters[sign - 'A']}",
        >= '0' and <= '9' => $"digit {Digits[sign - '0']}",
        _ => sign.ToString(),
    };
}
