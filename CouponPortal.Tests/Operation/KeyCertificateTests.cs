using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Operation;

public sealed class KeyCertificateTests
{
    [Fact]
    public async Task Keys_in_the_database_are_encrypted_with_the_certificate_and_no_node_without_it_reads_them()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-keys-").FullName;
        try
        {
            var file = Path.Combine(folder, "keys.pfx");
            using (var key = RSA.Create(2048))
            using (var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)))
            {
                await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "open"), TestContext.Current.CancellationToken);
            }

            var database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
            (string, string)[] store = [("Database:Provider", "postgres"), ("Database:ConnectionString", database)];
            (string, string)[] keys = [("DataProtection:Certificate", file), ("DataProtection:CertificatePassword", "open")];
            await using var first = PortalHost.With([.. store, .. keys]);
            await using var second = PortalHost.With([.. store, .. keys, ("Node", "1")]);
            await using var stranger = PortalHost.With([.. store, ("Node", "2")]);

            var sealedText = Protector(first).Protect("session");
            await using var db = first.Db();
            var xml = await db.DataProtectionKeys.Select(k => k.Xml).SingleAsync(TestContext.Current.CancellationToken);

            Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
            Assert.Equal("session", Protector(second).Unprotect(sealedText));
            Assert.ThrowsAny<CryptographicException>(() => Protector(stranger).Unprotect(sealedText));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IDataProtector Protector(PortalHost host) => host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
