namespace CouponPortal.Features.Accounts;

/// <summary>Addresses of the static account pages.</summary>
public static class AccountPaths
{
    public const string Folder = "/account";
    public const string SignIn = "/account/sign-in";
    public const string SetUp = "/account/set-up";
    public const string SecondStep = "/account/second-step";
    public const string SecondFactor = "/account/second-factor";
    public const string Invitation = "/account/invitation";
    public const string Reset = "/account/reset";
    public const string Forgotten = "/account/forgotten";
    public const string Passkeys = "/account/passkeys";
    public const string Sessions = "/account/sessions";
    public const string ChangePassword = "/account/change-password";

    /// <summary>Only a path of this portal: anything else would make sign-in a redirector for other sites.</summary>
    public static string LocalOrHome(string? returnUrl) =>
        returnUrl is ['/', ..] && returnUrl is not ['/', '/' or '\\', ..] && returnUrl.All(c => c is > ' ' and < '\x7F') ? returnUrl : "/";
}
