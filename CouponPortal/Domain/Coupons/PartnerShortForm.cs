using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace CouponPortal.Domain.Coupons;

/// <summary>A partner's name as it can stand in a code: its letters and digits without accents, whole words as long as they fit.</summary>
public static class PartnerShortForm
{
    public const int MaxLength = 12;

    private const int Enough = 4;

    // Written out, because without the system's language data, which a server need not have, .NET decomposes nothing.
    private static readonly FrozenDictionary<char, string> Plain =
        "ÀÁÂÃĀĂĄ:A ÄÆ:AE ÅA:A ÇĆĈĊČ:C ĎĐÐ:D ÈÉÊËĒĔĖĘĚ:E ĜĞĠĢ:G ĤĦ:H ÌÍÎÏĨĪĬĮİ:I Ĵ:J Ķ:K ĹĻĽĿŁ:L ÑŃŅŇ:N ÒÓÔÕŌŎŐØ:O ÖŒ:OE ŔŖŘ:R ŚŜŞŠȘ:S ẞ:SS ŢŤŦȚÞ:T ÙÚÛŨŪŬŮŰŲ:U Ü:UE Ŵ:W ÝŶŸ:Y ŹŻŽ:Z"
            .Split(' ').Select(p => p.Split(':')).SelectMany(p => p[0].Where(c => !char.IsAscii(c)).Select(c => (c, p[1]))).ToFrozenDictionary(p => p.c, p => p.Item2);

    /// <param name="id">Stands for a name without any Latin letter or digit.</param>
    public static string Of(string name, int id)
    {
        var form = new StringBuilder();
        foreach (var word in name.Split([' ', '-', '_', '.', '/', '&', ','], StringSplitOptions.RemoveEmptyEntries).Select(Latin).Where(w => w.Length > 0))
        {
            if (form.Length >= Enough && form.Length + word.Length > MaxLength)
            {
                break;
            }

            form.Append(word);
        }

        var text = form.Length > MaxLength ? form.ToString(0, MaxLength) : form.ToString();
        return text.Length > 0 ? text : string.Create(CultureInfo.InvariantCulture, $"P{id}");
    }

    /// <summary>The short forms of several partners; where two have the same, their ids tell them apart.</summary>
    public static IReadOnlyDictionary<int, string> OfAll(IEnumerable<(int Id, string Name)> partners)
    {
        var forms = partners.Select(p => (p.Id, Form: Of(p.Name, p.Id))).ToList();
        var several = forms.GroupBy(f => f.Form, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return forms.ToDictionary(f => f.Id, f => several.Contains(f.Form) ? WithId(f.Form, f.Id) : f.Form);
    }

    private static string WithId(string form, int id)
    {
        var number = id.ToString(CultureInfo.InvariantCulture);
        return form[..Math.Min(form.Length, MaxLength - number.Length)] + number;
    }

    private static string Latin(string word) =>
        string.Concat(word.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : Plain.GetValueOrDefault(c, "")));
}
