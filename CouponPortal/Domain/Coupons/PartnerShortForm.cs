using System.Globalization;
using System.Text;

namespace CouponPortal.Domain.Coupons;

/// <summary>A partner's name as it can stand in a code: its letters and digits without accents, whole words as long as they fit.</summary>
public static class PartnerShortForm
{
    public const int MaxLength = 12;

    private const int Enough = 4;

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
        string.Concat(word.Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
