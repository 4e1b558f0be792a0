using System.Collections.Frozen;
using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Data.Nodes;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Reports;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Data.Audit;

/// <summary>
/// What is audited and what is not, entity by entity: a test fails when an entity of the model is in neither list. Rows that are written past SaveChanges are told
/// of by <see cref="AuditNotes"/>.
/// </summary>
internal static class AuditedEntities
{
    private static readonly AuditedEntity[] All =
    [
        On<Advertiser>("advertiser", a => a.Id, a => a.Name, a => a.Id) with
        {
            Secret = [nameof(Advertiser.PostbackKey), nameof(Advertiser.SigningSecret), nameof(Advertiser.PreviousPostbackKey), nameof(Advertiser.PreviousSigningSecret)],
            Ignored = [nameof(Advertiser.Version), nameof(Advertiser.SecretUsedAt), nameof(Advertiser.PreviousSecretUsedAt)],
        },
        On<TrackingDomain>("tracking_domain", d => d.Id, d => d.Host, d => d.AdvertiserId) with { Only = [nameof(TrackingDomain.Host), nameof(TrackingDomain.Proof), nameof(TrackingDomain.VerifiedAt), nameof(TrackingDomain.FailingSince)] },
        On<Offer>("offer", o => o.Id, o => o.Name, o => o.AdvertiserId) with { Ignored = [nameof(Offer.Version)] },
        On<Approval>("approval", a => $"{a.OfferId}/{a.PartnerId}", _ => null, offer: a => a.OfferId, partner: a => a.PartnerId) with { Ignored = [nameof(Approval.UpdatedAt)] },
        On<Partner>("partner", p => p.Id, p => p.Name, partner: p => p.Id) with { Secret = [nameof(Partner.PostbackUrl)], Ignored = [nameof(Partner.Version)] },
        On<Coupon>("coupon", c => c.Id, c => c.Code, c => c.AdvertiserId) with
        {
            Ignored = [nameof(Coupon.Version), nameof(Coupon.UpdatedAt), nameof(Coupon.CreatedAt), nameof(Coupon.CreatedBy), nameof(Coupon.NormalCode), nameof(Coupon.StartsAt), nameof(Coupon.EndsAt)],
        },
        On<CouponPartner>("coupon", p => p.CouponId) with { Listed = p => Number(((CouponPartner)p).PartnerId) },
        On<SuppressedCode>("suppressed_code", s => s.Id, s => s.Code, s => s.AdvertiserId) with { Ignored = [nameof(SuppressedCode.StartsAt), nameof(SuppressedCode.EndsAt)] },
        On<CodeLeak>("code_leak", l => l.CouponId, _ => null, l => l.AdvertiserId) with { Only = [nameof(CodeLeak.State)] },
        On<CodeSuccessor>("code_successor", s => s.Id, s => $"{s.Code} → {s.NewCode}", s => s.AdvertiserId, partner: s => s.PartnerId) with { Ignored = [nameof(CodeSuccessor.MadeAt), nameof(CodeSuccessor.MadeBy)] },
        On<PartnerPostback>("partner_postback", p => p.Id, _ => null, offer: p => p.OfferId, partner: p => p.PartnerId) with
        {
            // Addresses of trackers have tokens in them.
            Secret = [nameof(PartnerPostback.Url), nameof(PartnerPostback.Secret)],
            Ignored = [nameof(PartnerPostback.Version)],
        },
        On<Connection>("connection", c => c.Id, c => c.Name, c => c.AdvertiserId) with
        {
            Secret = [nameof(Connection.Secret), nameof(Connection.PreviousSecret), nameof(Connection.PublicId)],
            Ignored =
            [
                nameof(Connection.Version), nameof(Connection.CreatedAt), nameof(Connection.CreatedBy), nameof(Connection.Deliveries), nameof(Connection.Refused), nameof(Connection.LastDeliveryAt),
                nameof(Connection.LastVerdict), nameof(Connection.LastReason), nameof(Connection.LastDetail), nameof(Connection.LastConversionId),
            ],
        },
        On<Feed>("feed", f => f.Id, f => f.Name, f => f.AdvertiserId) with
        {
            Secret = [nameof(Feed.Secret), nameof(Feed.Url)],
            Only = [nameof(Feed.OfferId), nameof(Feed.Name), nameof(Feed.Url), nameof(Feed.Format), nameof(Feed.Authentication), nameof(Feed.UserName), nameof(Feed.Secret), nameof(Feed.EveryMinutes), nameof(Feed.State)],
        },
        On<ScheduledExport>("scheduled_export", e => e.Id) with
        {
            Secret = [nameof(ScheduledExport.Secret), nameof(ScheduledExport.Url)],
            Ignored = [nameof(ScheduledExport.Version), nameof(ScheduledExport.DueAt), nameof(ScheduledExport.Failures), nameof(ScheduledExport.CreatedAt)],
        },
        On<Conversion>("conversion", c => c.Id, _ => null, c => c.AdvertiserId) with
        {
            Only = [nameof(Conversion.Status), nameof(Conversion.PartnerId), nameof(Conversion.OfferId), nameof(Conversion.Amount), nameof(Conversion.Reversed), nameof(Conversion.Payout)],
            OfOutside = false,
        },
        On<CodeRequest>("code_request", r => r.Id, _ => null, offer: r => r.OfferId, partner: r => r.PartnerId) with { Ignored = ["Version"] },
        On<SaleCase>("sale_case", c => c.Id, c => c.OrderId ?? c.Code, c => c.AdvertiserId, partner: c => c.PartnerId) with { Only = [nameof(SaleCase.State), nameof(SaleCase.ConversionId)] },
        On<NetworkState>("network", n => n.Id, n => n.Name) with { Secret = [nameof(NetworkState.IdKey)], Ignored = [nameof(NetworkState.CatalogVersion), nameof(NetworkState.SettingsVersion), nameof(NetworkState.ClicksKeptFrom), nameof(NetworkState.HitsBlankedTo)] },
        On<ApiKey>("api_key", k => k.Id, k => k.Name, k => k.AdvertiserId, partner: k => k.PartnerId) with { Secret = [nameof(ApiKey.Hash)], Ignored = [nameof(ApiKey.CreatedAt), nameof(ApiKey.CreatedBy), nameof(ApiKey.LastUsedAt)] },
        On<PortalUser>("user", u => u.Id, u => u.Email, partner: u => u.PartnerId) with
        {
            Secret = [nameof(PortalUser.PasswordHash), nameof(PortalUser.TotpSecret), nameof(PortalUser.RecoveryCodes)],
            Ignored =
            [
                nameof(PortalUser.SecurityStamp), nameof(PortalUser.ConcurrencyStamp), nameof(PortalUser.NormalizedEmail), nameof(PortalUser.NormalizedUserName), nameof(PortalUser.UserName),
                nameof(PortalUser.AccessFailedCount), nameof(PortalUser.TotpStep), nameof(PortalUser.CreatedAt), nameof(PortalUser.LastSignInAt),

                // A person's own taste.
                nameof(PortalUser.TimeZone), nameof(PortalUser.Theme), nameof(PortalUser.Formats), nameof(PortalUser.ShortcutsOff),
            ],
        },
        On<UserAdvertiser>("user_advertiser", a => $"{a.UserId}/{a.AdvertiserId}", _ => null, a => a.AdvertiserId),
        On<Invitation>("invitation", i => i.Id, i => i.Email, partner: i => i.PartnerId) with { Secret = [nameof(Invitation.TokenHash)], Ignored = [nameof(Invitation.Version), nameof(Invitation.CreatedAt)] },
        On<InvitationAdvertiser>("invitation_advertiser", a => $"{a.InvitationId}/{a.AdvertiserId}", _ => null, a => a.AdvertiserId),
        On<PasswordReset>("password_reset", r => r.UserId) with { Secret = [nameof(PasswordReset.TokenHash)] },
        On<IdentityUserPasskey<int>>("passkey", p => p.UserId) with { Secret = [nameof(IdentityUserPasskey<>.CredentialId)] },
        On<IdentityUserLogin<int>>("user_login", l => l.UserId, l => l.LoginProvider) with { Secret = [nameof(IdentityUserLogin<>.ProviderKey)] },
        On<IdentityUserToken<int>>("user_token", t => t.UserId, t => t.Name) with { Secret = [nameof(IdentityUserToken<>.Value)] },
        On<IdentityUserClaim<int>>("user_claim", c => c.UserId, c => c.ClaimType),
    ];

    /// <summary>Why no entry is written for a row of these.</summary>
    public static readonly FrozenDictionary<Type, string> Unaudited = new Dictionary<Type, string>
    {
        [typeof(AuditRow)] = "The log itself.",
        [typeof(AuditHead)] = "The log itself.",
        [typeof(ApprovalPeriod)] = "The dated history that an approval's change writes.",
        [typeof(CouponPeriod)] = "The dated history that a coupon's change writes.",
        [typeof(CouponBatch)] = "Its end is told by a note of its own, with its counts.",
        [typeof(CouponBatchRow)] = "Is the before and after of a bulk act.",
        [typeof(Click)] = "Recorded, never changed by people.",
        [typeof(ConversionItem)] = "A part of an order; corrections of orders have a dated history.",
        [typeof(Correction)] = "A correction that a shop sent; the order's dated history tells of it.",
        [typeof(ConversionChange)] = "The dated history itself.",
        [typeof(Hit)] = "A request as it came; what is done with it is in the order's history.",
        [typeof(MissedCode)] = "Counted from visits; what staff makes of one is a coupon, which is audited.",
        [typeof(ReceivedWebhook)] = "Bookkeeping of deliveries.",
        [typeof(ConnectionFact)] = "Bookkeeping of deliveries.",
        [typeof(PostbackMessage)] = "The log of what partners were told.",
        [typeof(OrderFile)] = "Its rows are requests, each with its own story; who applied it is in it.",
        [typeof(OrderFileContent)] = "Belongs to the order file.",
        [typeof(SaleCaseMessage)] = "Never changed; the case shows all of them with who and when.",
        [typeof(SavedView)] = "A person's own bookmark.",
        [typeof(ExportRun)] = "The log of scheduled exports.",
        [typeof(Node)] = "Heartbeats of processes.",
        [typeof(Lease)] = "Bookkeeping between processes.",
        [typeof(CatalogChange)] = "News between processes.",
        [typeof(RollupState)] = "Derived figures.",
        [typeof(ClickRollup)] = "Derived figures.",
        [typeof(ConversionRollup)] = "Derived figures.",
        [typeof(UserSession)] = "Comes and goes with signing in.",
        [typeof(DataProtectionKey)] = "Made by the framework.",
        [typeof(IdempotentAnswer)] = "Kept for a retry, and forgotten.",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, AuditedEntity> ByType = All.ToFrozenDictionary(e => e.Type);

    /// <summary>Every subject that entries have, in the order of the names.</summary>
    public static IReadOnlyList<string> Subjects { get; } = [.. All.Select(e => e.Subject).Concat(AuditNotes.Subjects).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static AuditedEntity? Of(Type type) => ByType.GetValueOrDefault(type);

    private static AuditedEntity On<T>(
        string subject, Func<T, object> id, Func<T, string?>? label = null, Func<T, int?>? advertiser = null, Func<T, int?>? offer = null, Func<T, int?>? partner = null)
        where T : class => new(subject, typeof(T))
        {
            Id = row => Convert.ToString(id((T)row), CultureInfo.InvariantCulture) ?? "",
            Label = row => label?.Invoke((T)row),
            Advertiser = row => advertiser?.Invoke((T)row),
            Offer = row => offer?.Invoke((T)row),
            Partner = row => partner?.Invoke((T)row),
        };

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
