namespace CouponPortal.Features.Cases;

/// <summary>The slice's services: stateless, each operation opens its own context.</summary>
public static class CaseServices
{
    public static IServiceCollection AddCases(this IServiceCollection services) => services.AddSingleton<CaseList>().AddSingleton<CaseDetails>().AddSingleton<DecideCase>();
}
