using System.Security.Cryptography;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.DataProtection;

namespace CouponPortal.Features.Accounts.SecondFactor;

/// <summary>Secrets of authenticator apps, kept encrypted with the installation's own keys.</summary>
public sealed class TotpSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("CouponPortal.Totp");

    public string New() => Convert.ToBase64String(_protector.Protect(RandomNumberGenerator.GetBytes(Totp.SecretBytes)));

    /// <returns>Null when the keys it was kept with are gone.</returns>
    public byte[]? Read(string kept)
    {
        try
        {
            return _protector.Unprotect(Convert.FromBase64String(kept));
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
