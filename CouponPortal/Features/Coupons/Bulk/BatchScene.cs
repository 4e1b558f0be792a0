using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// What the rows of a batch may refer to, as far as they did: offers of its advertiser, partners, approvals. Asked for once and remembered from chunk to chunk,
/// since a million rows name the same few.
/// </summary>
internal sealed class BatchScene
{
    private readonly Dictionary<int, Offer> _offers;
    private readonly Dictionary<int, string> _partners = [];
    private readonly HashSet<int> _unknownPartners = [];
    private readonly HashSet<(int Offer, int Partner)> _asked = [];
    private readonly HashSet<(int Offer, int Partner)> _approved = [];
    private readonly Dictionary<DateOnly, DateTime> _starts = [];
    private readonly Dictionary<DateOnly, DateTime> _ends = [];

    private BatchScene(Advertiser advertiser, Dictionary<int, Offer> offers) => (Advertiser, _offers) = (advertiser, offers);

    public Advertiser Advertiser { get; }

    private TimeZoneInfo Zone => field ??= LocalDays.Zone(Advertiser.TimeZone);

    public static async Task<BatchScene> ReadAsync(PortalDbContext db, int advertiserId, CancellationToken cancel)
    {
        var advertiser = await db.Advertisers.AsNoTracking().SingleAsync(a => a.Id == advertiserId, cancel);
        return new(advertiser, await db.Offers.AsNoTracking().Where(o => o.AdvertiserId == advertiserId).ToDictionaryAsync(o => o.Id, cancel));
    }

    /// <summary>The draft's terms; a file names few days many times, and a day's first instant is dear.</summary>
    public CouponTerms TermsOf(CouponDraft draft, int couponId) => draft.Terms(couponId, StartOf, EndOf);

    /// <summary>Null for a missing and for a foreign one.</summary>
    public Offer? Offer(int id) => _offers.GetValueOrDefault(id);

    public bool IsPartner(int id) => _partners.ContainsKey(id);

    public string PartnerName(int id) => _partners[id];

    /// <summary>False when the pair is approved already, or was to be by an earlier row.</summary>
    public bool Approve(int offerId, int partnerId) => _approved.Add((offerId, partnerId));

    public async Task LearnPartnersAsync(PortalDbContext db, IEnumerable<int> ids, CancellationToken cancel)
    {
        var missing = ids.Where(id => !_partners.ContainsKey(id) && !_unknownPartners.Contains(id)).Distinct().ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        foreach (var partner in await InParts.ReadAsync(missing, ids => db.Partners.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }), cancel))
        {
            _partners.Add(partner.Id, partner.Name);
        }

        _unknownPartners.UnionWith(missing.Where(id => !_partners.ContainsKey(id)));
    }

    public async Task LearnApprovalsAsync(PortalDbContext db, IEnumerable<(int Offer, int Partner)> pairs, CancellationToken cancel)
    {
        var missing = pairs.Where(p => !_asked.Contains(p)).Distinct().ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var approved = await InParts.ReadAsync(
            missing.Select(p => p.Partner).Distinct().ToArray(),
            ids => db.Approvals.Where(a => db.Offers.Any(o => o.Id == a.OfferId && o.AdvertiserId == Advertiser.Id) && ids.Contains(a.PartnerId) && a.Status == ApprovalStatus.Approved)
                .Select(a => new { a.OfferId, a.PartnerId }),
            cancel);
        _approved.UnionWith(approved.Select(a => (a.OfferId, a.PartnerId)));
        _asked.UnionWith(missing);
    }

    private DateTime StartOf(DateOnly day) => _starts.TryGetValue(day, out var start) ? start : _starts[day] = LocalDays.StartUtc(day, Zone);

    private DateTime EndOf(DateOnly day) => _ends.TryGetValue(day, out var end) ? end : _ends[day] = LocalDays.EndUtc(day, Zone);
}
