using System.Globalization;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Addresses of the import pages and of what they send and fetch over HTTP.</summary>
public static class ImportPaths
{
    public const string Upload = "/coupons/import";
    public const string Post = "/coupons/import/upload";
    public const string AddTemplate = "/coupons/import/template-add.csv";
    public const string UpdateTemplate = "/coupons/import/template-update.csv";

    public static string Of(int id) => string.Create(CultureInfo.InvariantCulture, $"/coupons/import/{id}");

    public static string RefusedOf(int id) => Of(id) + "/refused.csv";

    public static string TemplateOf(CouponBatchKind mode) => mode == CouponBatchKind.Update ? UpdateTemplate : AddTemplate;
}
