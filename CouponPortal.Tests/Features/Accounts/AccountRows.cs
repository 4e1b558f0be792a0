using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Features.Accounts.Mail;
using CouponPortal.Features.Accounts.Users;
using CouponPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Features.Accounts;

/// <summary>People of a store, and the use cases over it.</summary>
internal static class AccountRows
{
    public const string Portal = "http://portal.example/";

    public static Invite Invite(this TestStore store) => new(store.Database, new AccountLinks(null), new Postman(null, NullLogger<Postman>.Instance), store.Time);

    public static InvitationList Invitations(this TestStore store) => new(store.Database, store.Time);

    public static UserList Users(this TestStore store) => new(store.Database, store.Time);

    public static ChangeUser ChangeUser(this TestStore store) => new(store.Database, new ResetLinks(store.Database, new AccountLinks(null), store.Time));

    public static Task<PortalUser> AddUserAsync(this TestStore store, Role role, params int[] advertisers)
    {
        var email = store.Name("person").Replace(' ', '-') + "@people.example";
        return store.AddAsync(new PortalUser
        {
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            SecurityStamp = "before",
            Role = role,
            Advertisers = [.. advertisers.Select(id => new UserAdvertiser { AdvertiserId = id })],
        });
    }

    public static InvitationDraft Draft(this TestStore store, Role role, params int[] advertisers) =>
        new() { Email = store.Name("new").Replace(' ', '-') + "@people.example", Rights = new() { Role = role, AdvertiserIds = advertisers } };

    public static T Value<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Value;
}
