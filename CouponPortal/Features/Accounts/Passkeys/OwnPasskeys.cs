using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.Passkeys;

/// <summary>A person's own passkeys: add, name, remove.</summary>
public sealed class OwnPasskeys(SignInManager<PortalUser> people, ConfirmPassword confirm, OpenSession session)
{
    public const int Most = 20;
    public const int MaxName = 60;

    private UserManager<PortalUser> Users => people.UserManager;

    public async Task<PortalUser?> UserAsync(ClaimsPrincipal principal) => await Users.GetUserAsync(principal) is { Disabled: false } user ? user : null;

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(PortalUser user) => [.. (await Users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt)];

    /// <summary>What the browser needs to make one; null when nobody is signed in.</summary>
    public async Task<string?> OptionsAsync(ClaimsPrincipal principal) => await UserAsync(principal) is { } user
        ? await people.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = IdOf(user), Name = user.Email ?? "", DisplayName = user.Email ?? "" })
        : null;

    /// <param name="credential">What the browser answered, JSON.</param>
    public async Task<FieldErrors> AddAsync(ClaimsPrincipal principal, string current, string name, string credential)
    {
        var errors = new FieldErrors();
        if (await confirm.OfAsync(principal, current, errors) is not { } user)
        {
            return errors;
        }

        if ((await Users.GetPasskeysAsync(user)).Count >= Most)
        {
            errors.Add("name", $"An account has at most {Most} passkeys. Remove one first.");
        }
        else if (await AttestAsync(credential) is not { Succeeded: true } made || made.UserEntity.Id != IdOf(user))
        {
            errors.Add("name", "The browser's answer did not fit. Reload the page and try again.");
        }
        else
        {
            made.Passkey.Name = NameOf(name);
            await Users.AddOrUpdatePasskeyAsync(user, made.Passkey);

            // Where a second factor is required, this was it.
            await session.RefreshAsync(user);
        }

        return errors;
    }

    public async Task RenameAsync(ClaimsPrincipal principal, string id, string name)
    {
        if (await UserAsync(principal) is { } user && BytesOf(id) is { } bytes && await Users.GetPasskeyAsync(user, bytes) is { } passkey)
        {
            passkey.Name = NameOf(name);
            await Users.AddOrUpdatePasskeyAsync(user, passkey);
        }
    }

    public async Task RemoveAsync(ClaimsPrincipal principal, string id)
    {
        if (await UserAsync(principal) is { } user && BytesOf(id) is { } bytes)
        {
            await Users.RemovePasskeyAsync(user, bytes);
        }
    }

    /// <summary>Of a passkey, for an address or a form.</summary>
    public static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    private static string IdOf(PortalUser user) => user.Id.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(string name) => name.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxName)] : "Passkey";

    private static byte[]? BytesOf(string id) => Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;

    private async Task<PasskeyAttestationResult?> AttestAsync(string credential)
    {
        try
        {
            return await people.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // Nothing was asked of this browser, or too long ago.
            return null;
        }
    }
}
