using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Tests.Support;

/// <summary>
/// Two advertisers: Ames (1, New York, USD, may use exclusive codes) with offers 10 and 11, Bond (2, UTC, JPY) with offer 20. Partners 5, 6 and 7; 5 and 6 are
/// approved for 10, 5 for 20. A key for every kind of caller: its token is the caller's name, spelled out below.
/// </summary>
public static class PortalNetwork
{
    public const int Ames = 1;
    public const int Bond = 2;
    public const int Shoes = 10;
    public const int Hats = 11;
    public const int Tea = 20;
    public const int Ana = 5;
    public const int Bo = 6;
    public const int Cy = 7;

    public const string Admin = "key-of-network-admin-writes";
    public const string AdminReader = "key-of-network-admin-reads";
    public const string Manager = "key-of-ames-manager-writes";
    public const string Reader = "key-of-ames-manager-reads";
    public const string Stranger = "key-of-bond-manager-writes";
    public const string Partner = "key-of-partner-ana-writes";

    /// <summary>Every key, the strongest first.</summary>
    public static readonly IReadOnlyList<string> Keys = [Admin, AdminReader, Manager, Reader, Stranger, Partner];

    public static async Task AddAsync(PortalHost host)
    {
        await using var db = host.Db();
        db.Advertisers.AddRange(
            new Advertiser { Id = Ames, Name = "Ames & Co", TimeZone = "America/New_York", Currency = "USD", ExclusiveCouponsPermission = true, ExclusiveCodesEnabled = true },
            new Advertiser { Id = Bond, Name = "Bond", TimeZone = "UTC", Currency = "JPY" });
        db.Offers.AddRange(
            new Offer { Id = Shoes, AdvertiserId = Ames, Name = "Shoes", BaseDestinationUrl = "https://ames.example/shoes", PayoutValue = 100_000, AutoApproveConversions = true },
            new Offer { Id = Hats, AdvertiserId = Ames, Name = "Hats", BaseDestinationUrl = "https://ames.example/hats", PayoutType = PayoutType.Fixed, PayoutValue = 500 },
            new Offer { Id = Tea, AdvertiserId = Bond, Name = "Tea", BaseDestinationUrl = "https://bond.example/tea", PayoutValue = 50_000, Currency = "JPY" });
        db.Partners.AddRange(
            new Partner { Id = Ana, Name = "Ana's Blog", Email = "ana@partner.example" },
            new Partner { Id = Bo, Name = "Bo", Email = "bo@partner.example" },
            new Partner { Id = Cy, Name = "Cy", Email = "cy@partner.example", Status = PartnerStatus.Paused });
        await db.SaveChangesAsync();
        foreach (var table in (string[])["advertisers", "offers", "partners"])
        {
            await db.RaiseIdsAsync(table, default);
        }

        foreach (var (offer, partner) in (ReadOnlySpan<(int, int)>)[(Shoes, Ana), (Shoes, Bo), (Tea, Ana)])
        {
            db.Approvals.Add(new Approval { OfferId = offer, PartnerId = partner, Status = ApprovalStatus.Approved, UpdatedAt = TestDatabase.Start });
            db.ApprovalPeriods.Add(new ApprovalPeriod { OfferId = offer, PartnerId = partner, From = DateTime.MinValue });
        }

        db.ApiKeys.AddRange(
            Key(Admin, Role.NetworkAdmin),
            Key(AdminReader, Role.NetworkAdmin, canWrite: false),
            Key(Manager, Role.AdvertiserManager, Ames),
            Key(Reader, Role.AdvertiserManager, Ames, canWrite: false),
            Key(Stranger, Role.AdvertiserManager, Bond),
            Key(Partner, Role.Partner, partner: Ana));
        await db.SaveChangesAsync();
    }

    private static ApiKey Key(string token, Role scope, int? advertiser = null, int? partner = null, bool canWrite = true) => new()
    {
        Name = token,
        Prefix = token[..6],
        Hash = Actors.HashOf(token),
        Scope = scope,
        AdvertiserId = advertiser,
        PartnerId = partner,
        CanWrite = canWrite,
        CreatedAt = TestDatabase.Start,
    };
}
