using System.Collections.Concurrent;
using System.Collections.Frozen;
using CouponPortal.Data;
using CouponPortal.Domain.Conversions.Checks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>By what a partner is recognised when it buys itself.</summary>
/// <param name="Mails">Marks of its address and of its people's.</param>
/// <param name="Networks">Address prefixes that its people are signed in from.</param>
public sealed record KnownPartner(FrozenSet<string> Mails, FrozenSet<string> Networks, DateTime ReadAt);

/// <summary>Looks up partners' marks, and remembers each for a minute: a partner who sells much is asked for again and again.</summary>
public sealed class PartnerMarks(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>A network that nobody has been seen in for so long may be somebody else's by now.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromDays(2);

    private readonly ConcurrentDictionary<int, KnownPartner> _known = new();

    public async Task<KnownPartner> OfAsync(int partnerId, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (_known.TryGetValue(partnerId, out var known) && now - known.ReadAt < Kept)
        {
            return known;
        }

        if (_known.Count > MostKept)
        {
            _known.Clear();
        }

        var since = now - SeenWithin;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var own = await db.Partners.Where(p => p.Id == partnerId).Select(p => p.Email).SingleOrDefaultAsync(cancel);
        var people = await db.Users.Where(u => u.PartnerId == partnerId).Select(u => new { u.Id, u.Email }).ToListAsync(cancel);
        var ids = people.ConvertAll(p => p.Id);
        var networks = ids.Count == 0 ? [] : await db.UserSessions.Where(s => ids.Contains(s.UserId) && s.LastSeenAt >= since && s.Address != "").Select(s => s.Address).Distinct().ToListAsync(cancel);
        known = new(people.Select(p => p.Email).Append(own).Select(MailMark.Of).OfType<string>().ToFrozenSet(StringComparer.Ordinal), networks.ToFrozenSet(StringComparer.Ordinal), now);
        _known[partnerId] = known;
        return known;
    }
}
