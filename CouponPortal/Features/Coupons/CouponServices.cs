using System.Security.Cryptography;
using CouponPortal.Features.Coupons.Actions;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Codes;
using CouponPortal.Features.Coupons.Export;
using CouponPortal.Features.Coupons.Generator;
using CouponPortal.Features.Coupons.History;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.LeakWatch;
using CouponPortal.Features.Coupons.Missed;
using CouponPortal.Features.Coupons.OnOffers;
using CouponPortal.Features.Coupons.Requests;
using CouponPortal.Features.Coupons.Suppressed;

namespace CouponPortal.Features.Coupons;

/// <summary>The slice's services: stateless, each operation opens its own context.</summary>
public static class CouponServices
{
    public static IServiceCollection AddCoupons(this IServiceCollection services) => services
        .AddSingleton<CouponList>()
        .AddSingleton<CouponExport>().AddSingleton<ActOnCoupons>().AddSingleton<PartnerNames>().AddSingleton<CouponPool>()
        .AddSingleton<GenerateCoupons>().AddSingleton(_ => RandomNumberGenerator.Create())
        .AddSingleton<CodeLives>()
        .AddSingleton<ReassignCoupon>()
        .AddSingleton<AddToOffers>()
        .AddSingleton<CouponChoices>()
        .AddSingleton<CodeCheck>()
        .AddSingleton<SaveCoupon>()
        .AddSingleton<BatchRuns>().AddSingleton<CouponBatches>().AddSingleton<CouponBatchList>().AddSingleton<BatchChangeList>().AddSingleton<UndoBatch>().AddSingleton<ChangeCoupons>().AddHostedService<BatchRecovery>()
        .AddSingleton<ImportAdvertiser>().AddSingleton<UploadImport>().AddSingleton<RunImport>().AddSingleton<ImportList>().AddSingleton<EditImport>().AddSingleton<ImportNames>()
        .AddSingleton<LeakFinder>().AddHostedService<LeakWorker>().AddSingleton<LeakList>().AddSingleton<DismissLeak>().AddSingleton<SucceedCode>().AddSingleton<CodeNotices>()
        .AddSingleton<MissCounter>().AddHostedService<MissWorker>().AddSingleton<MissedCodeList>().AddSingleton<JudgeMissedCode>()
        .AddSingleton<SuppressedCodeList>()
        .AddSingleton<SaveSuppressedCode>()
        .AddSingleton<EndSuppressedCode>()
        .AddSingleton<CodeRequestList>().AddSingleton<DecideCodeRequest>();
}
