using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Partners by the e-mail that they sign in with or that is on their own entry (S2). Remembers what it was asked, a chunk of rows at a time.</summary>
internal sealed class PartnerEmails
{
    private const int Remembered = 50_000;
    private readonly Dictionary<string, IReadOnlyList<int>> _known = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, IReadOnlyList<int>> Known => _known;

    public async Task LearnAsync(PortalDbContext db, IEnumerable<string> emails, CancellationToken cancel)
    {
        if (_known.Count > Remembered)
        {
            _known.Clear();
        }

        var asked = emails.Where(e => !_known.ContainsKey(e)).Select(e => e.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        if (asked.Length == 0)
        {
            return;
        }

        var people = await db.Users.Where(u => u.PartnerId != null && !u.Disabled && asked.Contains(u.NormalizedEmail!))
            .Select(u => new { Email = u.NormalizedEmail!, Id = u.PartnerId!.Value }).ToListAsync(cancel);
        var partners = await db.Partners.Where(p => asked.Contains(p.Email.ToUpper())).Select(p => new { p.Email, p.Id }).ToListAsync(cancel);
        var found = people.Concat(partners).ToLookup(p => p.Email, p => p.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var email in asked)
        {
            _known[email] = [.. found[email].Distinct().Order()];
        }
    }
}
