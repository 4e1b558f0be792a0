using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Actions;

/// <summary>Partners by what people have of them: ids, names, e-mails, pasted from wherever they keep them.</summary>
/// <param name="Found">In the order of the text, each once.</param>
/// <param name="Faults">What names no partner, or several, in words.</param>
public sealed record ReadPartners(IReadOnlyList<Named> Found, IReadOnlyList<string> Faults);

public sealed class PartnerNames(IDbContextFactory<PortalDbContext> contexts)
{
    public const int Most = 10_000;

    /// <param name="text">One a line, or with commas, semicolons or tabs between; a name with a comma wants a line of its own.</param>
    public async Task<ReadPartners> ReadAsync(Actor actor, string text, CancellationToken cancel = default)
    {
        var lines = text.Split(['\n', '\r', ';', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!actor.IsStaff || lines.Length == 0)
        {
            return new([], []);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var partners = await db.Partners.AsNoTracking().OrderBy(p => p.Id).Select(p => new { p.Id, p.Name, p.Email }).ToListAsync(cancel);
        var byId = partners.ToDictionary(p => p.Id, p => p.Name);
        var byName = partners.ToLookup(p => p.Name.Trim(), p => p.Id, StringComparer.OrdinalIgnoreCase);
        var byEmail = partners.Where(p => p.Email.Length > 0).ToLookup(p => p.Email.Trim(), p => p.Id, StringComparer.OrdinalIgnoreCase);
        var (found, faults) = (new List<int>(), new List<string>());
        foreach (var part in lines.SelectMany(line => byName.Contains(line) ? [line] : line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Take(Most + 1))
        {
            int[] ids = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && byId.ContainsKey(id) ? [id] : [.. byEmail[part].Concat(byName[part]).Distinct()];
            switch (ids)
            {
                case [var one]:
                    found.Add(one);
                    break;
                case []:
                    faults.Add($"“{Domain.Excerpt.Of(part, 60)}” is no partner's id, name or e-mail.");
                    break;
                default:
                    faults.Add($"“{Domain.Excerpt.Of(part, 60)}” means several partners: write the id, {string.Join(" or ", ids.Take(5))}.");
                    break;
            }
        }

        if (found.Count + faults.Count > Most)
        {
            faults.Add($"These are more than {Most:N0} partners; take them in parts.");
        }

        return new([.. found.Distinct().Select(id => new Named(id, byId[id]))], faults);
    }
}
