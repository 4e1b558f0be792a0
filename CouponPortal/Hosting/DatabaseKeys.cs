using System.Xml.Linq;
using CouponPortal.Data;
using CouponPortal.Hosting.Operation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting;

/// <summary>Data protection keys in the database: sessions outlive a restart and are good on every node.</summary>
internal sealed class DatabaseKeys(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = database.CreateDbContext();
        return [.. db.DataProtectionKeys.AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = database.CreateDbContext();
        db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

internal static class KeyServices
{
    /// <summary>With a certificate the keys are encrypted in the database: a copy of it alone then opens no session.</summary>
    public static void AddKeys(this IServiceCollection services, OperationSettings settings)
    {
        var keys = services.AddDataProtection().SetApplicationName("CouponPortal");
        if (settings.KeyCertificate is { } own)
        {
            keys.ProtectKeysWithCertificate(own.Certificate);
        }

        if (settings.PreviousKeyCertificate is { } before)
        {
            keys.UnprotectKeysWithAnyCertificate(before.Certificate);
        }

        services.AddOptions<KeyManagementOptions>().Configure<Database>((options, database) => options.XmlRepository = new DatabaseKeys(database));
    }
}
