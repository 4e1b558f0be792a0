using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts.Passkeys;

/// <summary>Signs a person in by a passkey: it proves the device and, by its own PIN or finger, the person, so that no code is asked for.</summary>
public sealed class PasskeySignIn(SignInManager<PortalUser> people, OpenSession session)
{
    public const string Refusal = "This passkey does not belong to an active account here.";

    /// <summary>What the browser needs to find one. It names no account: the passkey does.</summary>
    public Task<string> OptionsAsync() => people.MakePasskeyRequestOptionsAsync(null);

    /// <param name="credential">What the browser answered, JSON.</param>
    public async Task<bool> TryAsync(string credential)
    {
        if (await AssertAsync(credential) is not { Succeeded: true, User: { Disabled: false } user, Passkey: { } passkey })
        {
            return false;
        }

        // Its counter has moved; one that goes back is a copy, and is refused next time.
        await people.UserManager.AddOrUpdatePasskeyAsync(user, passkey);
        await PendingSignIn.DropAsync(people.Context);
        await session.ForAsync(user, SignInMethod.Passkey);
        return true;
    }

    private async Task<PasskeyAssertionResult<PortalUser>?> AssertAsync(string credential)
    {
        try
        {
            return await people.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // Nothing was asked of this browser, or too long ago.
            return null;
        }
    }
}
