using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CouponPortal.Hosting.Operation;

/// <summary>A certificate with its private key, from a PFX file, or a PEM file that has both.</summary>
internal sealed record KeyCertificate(X509Certificate2 Certificate)
{
    /// <param name="key">Of the file's setting; the password's is this with Password behind it.</param>
    public static KeyCertificate? Read(SettingsReader read, string key)
    {
        if (read.Text(key) is not { } file)
        {
            return null;
        }

        try
        {
            var password = read.Text(key + "Password");
            var certificate = Path.GetExtension(file).ToLowerInvariant() is ".pem" or ".crt"
                ? password is null ? X509Certificate2.CreateFromPemFile(file) : X509Certificate2.CreateFromEncryptedPemFile(file, password)
                : X509CertificateLoader.LoadPkcs12FromFile(file, password);
            if (certificate.HasPrivateKey)
            {
                return new KeyCertificate(certificate);
            }

            certificate.Dispose();
            read.Faults.Add($"{key} has no private key: without it the keys in the database could never be read again.");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Not the library's message: it may repeat more than the name.
            read.Faults.Add($"{key} cannot be read: it must be a PFX file, or a PEM file with certificate and key; its password is {key}Password.");
        }

        return null;
    }
}
