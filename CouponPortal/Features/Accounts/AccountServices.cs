using CouponPortal.Data.Identity;
using CouponPortal.Features.Accounts.Invitations;
using CouponPortal.Features.Accounts.Passkeys;
using CouponPortal.Features.Accounts.Personal;
using CouponPortal.Features.Accounts.SecondFactor;
using CouponPortal.Features.Accounts.Users;

namespace CouponPortal.Features.Accounts;

public static class AccountServices
{
    /// <summary>What pages of a circuit use lives as long as the process; what sets cookies, as long as its request.</summary>
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<UserSessions>().AddSingleton<SignInThrottle>().AddSingleton<TotpSecrets>().AddSingleton<SecondFactorRule>();
        services.AddSingleton<ResetByMail>().AddHostedService(provider => provider.GetRequiredService<ResetByMail>());
        services.AddSingleton<UserList>().AddSingleton<PeopleChoices>().AddSingleton<InvitationList>().AddSingleton<Invite>().AddSingleton<ResetLinks>().AddSingleton<ChangeUser>();
        services.AddScoped<SignIn>().AddScoped<FirstAdmin>().AddScoped<OpenSession>().AddScoped<ConfirmPassword>().AddScoped<ChangePassword>();
        services.AddScoped<SecondStep>().AddScoped<SetUpSecondFactor>().AddScoped<ResetPassword>().AddScoped<AcceptInvitation>();
        services.AddScoped<SavePersonal>().AddScoped<OwnSessions>().AddScoped<OwnPasskeys>().AddScoped<PasskeySignIn>();
    }
}
