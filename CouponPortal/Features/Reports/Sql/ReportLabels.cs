using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>Names for the values of one page's rows.</summary>
internal sealed class ReportLabels
{
    private const string NoLabel = "–";
    private readonly Dictionary<(ReportDimension, int), string> _names = [];

    /// <param name="keys">Every row's values: a number or a text for each dimension.</param>
    public static async Task<ReportLabels> ReadAsync(PortalDbContext db, Actor actor, ReportSpec spec, IReadOnlyCollection<object[]> keys, CancellationToken cancel)
    {
        var labels = new ReportLabels();
        foreach (var (index, dimension) in spec.Dimensions.Index())
        {
            if (ReportColumns.IsId(dimension) || dimension == ReportDimension.Advertiser)
            {
                int[] ids = [.. keys.Select(k => (int)(long)k[index]).Where(id => id != 0).Distinct()];
                foreach (var (id, name) in await NamesAsync(db, actor, dimension, ids, cancel))
                {
                    labels._names[(dimension, id)] = name;
                }
            }
        }

        return labels;
    }

    public ReportKey Of(ReportDimension dimension, object value) => value switch
    {
        string text => new(dimension, text.Length == 0 ? ReportFilter.None : text, text.Length == 0 ? NoLabel : text),
        long number when ReportColumns.IsTime(dimension) => OfTime(dimension, (int)number),
        _ => OfId(dimension, (int)(long)value),
    };

    private ReportKey OfId(ReportDimension dimension, int id)
    {
        var text = id.ToString(CultureInfo.InvariantCulture);
        return id == 0
            ? new(dimension, text, dimension == ReportDimension.Partner ? "Nobody" : NoLabel)
            : new(dimension, text, _names.GetValueOrDefault((dimension, id)) ?? $"{dimension} {text}", id);
    }

    private static ReportKey OfTime(ReportDimension dimension, int number)
    {
        if (dimension == ReportDimension.Hour)
        {
            return new(dimension, number.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{number:00}:00"));
        }

        var first = DateOnly.FromDayNumber(number);
        var last = dimension switch
        {
            ReportDimension.Week => first.AddDays(6),
            ReportDimension.Month => first.AddMonths(1).AddDays(-1),
            _ => first,
        };
        var text = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(dimension, text, dimension == ReportDimension.Month ? text[..7] : text, null, (first, last));
    }

    // A partner learns the names of what its own figures are of, and no code that is another's.
    private static async Task<Dictionary<int, string>> NamesAsync(PortalDbContext db, Actor actor, ReportDimension dimension, int[] ids, CancellationToken cancel)
    {
        var rows = dimension switch
        {
            ReportDimension.Advertiser => db.Advertisers.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Name }),
            ReportDimension.Offer => db.Offers.Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.Name }),
            ReportDimension.Partner => db.Partners.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }),
            _ => db.Coupons.Where(c => ids.Contains(c.Id) && (actor.IsStaff || c.Visibility == CouponVisibility.Public || c.OwnerId == actor.PartnerId || c.Partners.Any(p => p.PartnerId == actor.PartnerId)))
                .Select(c => new { c.Id, Name = c.Code }),
        };
        return await rows.ToDictionaryAsync(r => r.Id, r => r.Name, cancel);
    }
}
