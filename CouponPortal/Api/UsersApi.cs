using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Features.Accounts.Users;

namespace CouponPortal.Api;

/// <summary>
/// /api/v1/users and /api/v1/invitations: people of the caller's own reach, for scripts that follow a company's directory. Passwords, second factors and links are people's own
/// and stay in the portal, and so does making network admins: whoever has stolen a key must not make himself one that outlives it.
/// </summary>
internal static class UsersApi
{
    private const string PeopleMakeAdmins = "Network admins are made in the portal, by people.";

    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", ListAsync).Lists<UserSummary>("People with an account, by id.", request => FilterOf(request));
        users.MapGet("/{id:int}", async (int id, ApiRequest request, UserList list) => ApiResults.One(await list.SummaryAsync(request.Actor, id, request.Cancel))).Shows<UserSummary>("One person.");
        users.MapPatch("/{id:int}", ChangeAsync).Changes<UserSummary>("Changes role and what it is for, or disables and enables; ends all sessions of the person.", body => Read(body, new Rights(), false));
        users.MapPost("/{id:int}/sign-out", SignOutAsync).Changes<UserSummary>("Ends all sessions of the person.", body => body.RefuseOthers());
        var invitations = api.MapGroup("/invitations").WithTags("Users");
        invitations.MapGet("", InvitationsAsync).Lists<InvitationView>("Invitations by id, also those that are used up, over or taken back.", _ => { });
        invitations.MapPost("", InviteAsync).Creates<InvitationView>("Invites a person by mail; the link is in the letter alone. Needs a mail server.", body => ReadInvitation(body), "email", "role");
        invitations.MapDelete("/{id:int}", RevokeAsync).Removes("Takes an invitation back.");
    }

    private static UserFilter FilterOf(ApiRequest request) =>
        new(request.QueryText("email"), request.QueryChoice<Role>("role"), request.QueryChoice<YesNo>("disabled") is { } disabled ? disabled == YesNo.True : null);

    private static async Task<IResult> ListAsync(ApiRequest request, UserList list)
    {
        var filter = FilterOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, filter, after, limit, request.Cancel), u => u);
    }

    private static async Task<IResult> ChangeAsync(int id, ApiRequest request, UserList list, ChangeUser change)
    {
        if (await list.OneAsync(request.Actor, id, request.Cancel) is not { } present)
        {
            return ApiResults.NotFound();
        }

        var (rights, disabled) = Read(request.Body, present.Rights, present.Row.Disabled);
        request.Body.RefuseOthers();
        if (rights.Role == Role.NetworkAdmin && present.Row.Role != Role.NetworkAdmin)
        {
            request.Errors.Add("role", PeopleMakeAdmins);
        }

        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var isOther = rights.Role != present.Rights.Role || rights.PartnerId != present.Rights.PartnerId || !rights.AdvertiserIds.Order().SequenceEqual(present.Rights.AdvertiserIds.Order());
        var outcome = isOther || disabled == present.Row.Disabled ? await change.SetRightsAsync(request.Actor, id, rights, null, request.Cancel) : null;
        if (outcome is null or Outcome<PortalUser>.Done && disabled != present.Row.Disabled)
        {
            outcome = await change.SetDisabledAsync(request.Actor, id, disabled, request.Cancel);
        }

        return await AnswerAsync(request, list, id, outcome!);
    }

    private static async Task<IResult> SignOutAsync(int id, ApiRequest request, UserList list, ChangeUser change)
    {
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : await AnswerAsync(request, list, id, await change.SignOutAsync(request.Actor, id, request.Cancel));
    }

    private static async Task<IResult> AnswerAsync(ApiRequest request, UserList list, int id, Outcome<PortalUser> outcome) =>
        outcome is Outcome<PortalUser>.Done ? ApiResults.One(await list.SummaryAsync(request.Actor, id, request.Cancel)) : ApiResults.Changed(outcome, user => new { user.Id });

    private static async Task<IResult> InvitationsAsync(ApiRequest request, InvitationList list)
    {
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.List(await list.SliceAsync(request.Actor, after, limit, request.Cancel), InvitationView.Of);
    }

    private static async Task<IResult> InviteAsync(ApiRequest request, Invite invite)
    {
        var draft = ReadInvitation(request.Body);
        foreach (var needed in (string[])["email", "role"])
        {
            if (!request.Body.Has(needed))
            {
                request.Errors.Add(needed, "Send it: nobody is invited without an address and a role.");
            }
        }

        request.Body.RefuseOthers();
        if (draft.Rights.Role == Role.NetworkAdmin)
        {
            request.Errors.Add("role", PeopleMakeAdmins);
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await invite.MailAsync(request.Actor, draft, request.Cancel), InvitationView.Of, row => $"{ApiEndpoints.Prefix}/invitations?cursor={row.Id - 1}");
    }

    private static async Task<IResult> RevokeAsync(int id, ApiRequest request, Invite invite) =>
        await invite.RevokeAsync(request.Actor, id, request.Cancel) is var outcome && outcome is Outcome<Invitation>.Done ? Results.NoContent() : ApiResults.Changed(outcome, InvitationView.Of);

    private static (Rights Rights, bool Disabled) Read(ApiBody body, Rights old, bool disabled) => (ReadRights(body, old), body.Flag("disabled", disabled));

    private static InvitationDraft ReadInvitation(ApiBody body) => new() { Email = body.Text("email", "") ?? "", Rights = ReadRights(body, new Rights()) };

    private static Rights ReadRights(ApiBody body, Rights old) => new()
    {
        Role = body.Choice("role", old.Role),
        AdvertiserIds = body.Integers(old.AdvertiserIds, "advertiser_ids") ?? [],
        PartnerId = body.Integer(old.PartnerId, "partner_id"),
    };

    private enum YesNo
    {
        True,
        False,
    }
}

/// <summary>An invitation as /api/v1 shows it; its link is in the letter alone.</summary>
internal sealed record InvitationView(
    int Id, string Email, Role Role, IReadOnlyList<int> AdvertiserIds, int? PartnerId, string InvitedBy, DateTime CreatedAt, DateTime ExpiresAt, DateTime? AcceptedAt, DateTime? RevokedAt)
{
    public static InvitationView Of(Invitation row) => new(
        row.Id, row.Email, row.Role, [.. row.Advertisers.Select(a => a.AdvertiserId).Order()], row.PartnerId, row.InvitedBy, row.CreatedAt, row.ExpiresAt, row.AcceptedAt, row.RevokedAt);
}
