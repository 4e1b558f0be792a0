using CouponPortal.Features.Reports.Flex;
using CouponPortal.Features.Reports.Pages;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Reports;

internal static class ReportServices
{
    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ReportData>().AddSingleton<PivotData>().AddSingleton<ReportAddresses>().AddSingleton<ReportReading>().AddSingleton<ReportEvents>();
        foreach (var preset in ReportPreset.All)
        {
            services.AddSingleton<IExportSource>(provider => new ReportExport(preset, provider.GetRequiredService<ReportAddresses>(), provider.GetRequiredService<ReportData>()));
        }
    }
}
