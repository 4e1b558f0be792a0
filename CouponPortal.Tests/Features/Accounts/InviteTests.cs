using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Accounts;

public sealed class InviteTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, BothEngines]
    public async Task Link_is_kept_as_a_hash_and_is_good_for_seven_days(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();

        var made = (await store.Invite().CreateAsync(TestStore.Admin, store.Draft(Role.AdvertiserViewer, shop.Id), AccountRows.Portal, default)).Value();

        var token = made.Link.Split("token=")[1];
        var row = await store.ReadAsync(db => db.Invitations.Include(i => i.Advertisers).SingleAsync(i => i.Id == made.Invitation.Id));
        Assert.StartsWith("http://portal.example/account/invitation?token=", made.Link, StringComparison.Ordinal);
        Assert.Equal(64, token.Length);
        Assert.Equal(Actors.HashOf(token), row.TokenHash);
        Assert.Equal(store.Time.GetUtcNow().UtcDateTime.AddDays(7), row.ExpiresAt);
        Assert.Equal([shop.Id], row.Advertisers.Select(a => a.AdvertiserId));
        Assert.False(made.Mailed);
    }

    [Theory, BothEngines]
    public async Task Manager_invites_staff_of_own_advertisers_and_nobody_else(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (own, foreign) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var manager = TestStore.Manager(own.Id);

        Assert.IsType<Outcome<InvitationLink>.Done>(await store.Invite().CreateAsync(manager, store.Draft(Role.AdvertiserManager, own.Id), AccountRows.Portal, default));
        var both = Assert.IsType<Outcome<InvitationLink>.Invalid>(await store.Invite().CreateAsync(manager, store.Draft(Role.AdvertiserManager, own.Id, foreign.Id), AccountRows.Portal, default));
        var missing = Assert.IsType<Outcome<InvitationLink>.Invalid>(await store.Invite().CreateAsync(manager, store.Draft(Role.AdvertiserManager, own.Id, 999_999), AccountRows.Portal, default));
        Assert.Equal(missing.Errors.For("advertiser_ids"), both.Errors.For("advertiser_ids"));
        foreach (var role in (Role[])[Role.NetworkAdmin, Role.Partner])
        {
            var refused = Assert.IsType<Outcome<InvitationLink>.Invalid>(await store.Invite().CreateAsync(manager, store.Draft(role, own.Id), AccountRows.Portal, default));
            Assert.NotEmpty(refused.Errors.For("role"));
        }
    }

    [Theory, BothEngines]
    public async Task Viewer_partner_and_reading_key_invite_nobody(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        foreach (var actor in (Actor[])[TestStore.Viewer(shop.Id), TestStore.PartnerUser(1), TestStore.Manager(shop.Id) with { ReadOnly = true }])
        {
            Assert.IsType<Outcome<InvitationLink>.Forbidden>(await store.Invite().CreateAsync(actor, store.Draft(Role.AdvertiserViewer, shop.Id), AccountRows.Portal, default));
        }
    }

    [Theory, BothEngines]
    public async Task Bad_address_missing_advertiser_and_missing_partner_are_named_together(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        foreach (var email in (string[])["", "x", "a@b", "Name <a@shop.example>", "a b@shop.example", "a@shop.example\n"])
        {
            var draft = new InvitationDraft { Email = email, Rights = new() { Role = Role.AdvertiserViewer } };
            var faults = Assert.IsType<Outcome<InvitationLink>.Invalid>(await store.Invite().CreateAsync(TestStore.Admin, draft, AccountRows.Portal, default)).Errors;
            Assert.Equal(email.EndsWith('\n') ? 0 : 1, faults.For("email").Count);
            Assert.Single(faults.For("advertiser_ids"));
        }

        var partner = Assert.IsType<Outcome<InvitationLink>.Invalid>(await store.Invite().CreateAsync(TestStore.Admin, store.Draft(Role.Partner), AccountRows.Portal, default));
        Assert.Single(partner.Errors.For("partner_id"));
    }

    [Theory, BothEngines]
    public async Task Address_with_an_account_or_an_open_invitation_is_not_invited_again(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var user = await store.AddUserAsync(Role.NetworkAdmin);
        var draft = store.Draft(Role.AdvertiserViewer, shop.Id);
        await store.Invite().CreateAsync(TestStore.Admin, draft, AccountRows.Portal, default);

        var again = await store.Invite().CreateAsync(TestStore.Admin, draft with { Email = draft.Email.ToUpperInvariant() }, AccountRows.Portal, default);
        var account = await store.Invite().CreateAsync(TestStore.Admin, draft with { Email = user.Email! }, AccountRows.Portal, default);
        var hidden = await store.Invite().CreateAsync(TestStore.Manager(shop.Id), draft with { Email = user.Email! }, AccountRows.Portal, default);

        Assert.Contains("invited already", Assert.IsType<Outcome<InvitationLink>.Conflict>(again).Message, StringComparison.Ordinal);
        Assert.Contains("is an account", Assert.IsType<Outcome<InvitationLink>.Conflict>(account).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("account", Assert.IsType<Outcome<InvitationLink>.Conflict>(hidden).Message, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Invitation_of_another_advertiser_is_not_there_to_see_renew_or_take_back(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var (own, foreign) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var made = (await store.Invite().CreateAsync(TestStore.Admin, store.Draft(Role.AdvertiserManager, own.Id, foreign.Id), AccountRows.Portal, default)).Value();
        var manager = TestStore.Manager(own.Id);

        Assert.DoesNotContain((await store.Invitations().FindAsync(manager, null, true, new(), default)).Rows, r => r.Id == made.Invitation.Id);
        Assert.IsType<Outcome<InvitationLink>.NotFound>(await store.Invite().ReissueAsync(manager, made.Invitation.Id, AccountRows.Portal, default));
        Assert.IsType<Outcome<Invitation>.NotFound>(await store.Invite().RevokeAsync(manager, made.Invitation.Id, default));
        Assert.Empty((await store.Invitations().FindAsync(TestStore.Viewer(own.Id, foreign.Id), null, true, new(), default)).Rows);
    }

    [Theory, BothEngines]
    public async Task Renewed_link_replaces_the_old_one_and_opens_a_revoked_invitation_again(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var shop = await store.AddAdvertiserAsync();
        var first = (await store.Invite().CreateAsync(TestStore.Admin, store.Draft(Role.AdvertiserViewer, shop.Id), AccountRows.Portal, default)).Value();
        Assert.NotNull((await store.Invite().RevokeAsync(TestStore.Admin, first.Invitation.Id, default)).Value().RevokedAt);

        var second = (await store.Invite().ReissueAsync(TestStore.Manager(shop.Id), first.Invitation.Id, AccountRows.Portal, default)).Value();

        Assert.NotEqual(first.Link, second.Link);
        Assert.True(second.Invitation.IsOpen(store.Time.GetUtcNow().UtcDateTime));
        Assert.Equal(Actors.HashOf(second.Link.Split("token=")[1]), await store.ReadAsync(db => db.Invitations.Where(i => i.Id == first.Invitation.Id).Select(i => i.TokenHash).SingleAsync()));
    }
}
