using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>Makes the first network admin, once: afterwards the set-up link leads nowhere.</summary>
public sealed class FirstAdmin(IDbContextFactory<PortalDbContext> contexts, UserManager<PortalUser> users)
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public async Task<bool> IsMissingAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        return !await db.Users.AnyAsync(u => u.Role == Role.NetworkAdmin);
    }

    /// <summary>Derived from the network's own secret: good on every node and after a restart, for as long as there is no admin.</summary>
    public async Task<string> TokenAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        var state = await db.NetworkStates.AsNoTracking().SingleAsync();
        return TokenOf(state.IdKey);
    }

    private static string TokenOf(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "set-up link"u8)[..20]);

    public async Task<bool> MayUseAsync(string? token) => token is not null && await IsMissingAsync() && Same(token, await TokenAsync());

    private static bool Same(string sent, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(right));

    /// <returns>Faults; none = made.</returns>
    public async Task<FieldErrors> CreateAsync(string email, string password)
    {
        await OneAtATime.WaitAsync();
        try
        {
            var errors = new FieldErrors();
            if (!await IsMissingAsync())
            {
                errors.Add("email", "There is a network admin already: sign in instead.");
                return errors;
            }

            var user = new PortalUser { UserName = email.Trim(), Email = email.Trim(), EmailConfirmed = true, LockoutEnabled = true, Role = Role.NetworkAdmin };
            var result = await users.CreateAsync(user, password);
            foreach (var error in result.Errors.DistinctBy(e => e.Description))
            {
                errors.Add(error.Code.Contains("password", StringComparison.OrdinalIgnoreCase) ? "password" : "email", error.Description);
            }

            return errors;
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
