using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <summary>
/// Replaces the key (or the signing secret) that the advertiser's postback security uses. The former one goes on working for some days, so that the shop can
/// change over without losing an order; or it ends now.
/// </summary>
public sealed class RotatePostbackSecret(IDbContextFactory<PortalDbContext> contexts, TimeProvider time)
{
    public const int DefaultDays = 7;
    public const int MaxDays = 90;

    /// <param name="version">That the actor has seen; null = whatever there is now.</param>
    /// <param name="days">For which the former one still works; 0 = it stops at once.</param>
    public Task<Outcome<Advertiser>> RunAsync(Actor actor, int id, int? version, int days, CancellationToken cancel) => ChangeAsync(actor, id, version, cancel, row =>
    {
        if (days is < 0 or > MaxDays)
        {
            var errors = new FieldErrors();
            errors.Add("overlap_days", $"Send 0 to {MaxDays} days.");
            return new Outcome<Advertiser>.Invalid(errors);
        }

        if (row.PostbackSecurity == PostbackSecurity.None)
        {
            return new Outcome<Advertiser>.Conflict("no_secret", "Choose Key or Signature as postback security and save first.");
        }

        var isKey = row.PostbackSecurity == PostbackSecurity.Key;
        var keeps = days > 0 && (isKey ? row.PostbackKey : row.SigningSecret) is not null;
        row.PreviousPostbackKey = keeps && isKey ? row.PostbackKey : null;
        row.PreviousSigningSecret = keeps && !isKey ? row.SigningSecret : null;
        row.PreviousSecretUntil = keeps ? time.GetUtcNow().UtcDateTime.AddDays(days) : null;
        (row.PreviousSecretUsedAt, row.SecretUsedAt) = (keeps ? row.SecretUsedAt : null, null);
        _ = isKey ? row.PostbackKey = PostbackSecrets.NewKey() : row.SigningSecret = PostbackSecrets.NewSigningSecret();
        return null;
    });

    /// <summary>The former one stops working now.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<Outcome<Advertiser>> EndAsync(Actor actor, int id, int? version, CancellationToken cancel) => ChangeAsync(actor, id, version, cancel, row =>
    {
        (row.PreviousPostbackKey, row.PreviousSigningSecret, row.PreviousSecretUntil, row.PreviousSecretUsedAt) = (null, null, null, null);
        return null;
    });

    /// <summary>What people should know of the former one; null when there is none.</summary>
    public static string? OverlapOf(Advertiser row, DateTime now) => row.PreviousSecretUntil is { } until && until > now
        ? string.Create(CultureInfo.InvariantCulture, $"The former {WordOf(row)} works until {until:yyyy-MM-dd HH:mm} UTC: put the new one into the shop before then.")
        : null;

    private static string WordOf(Advertiser row) => row.PostbackSecurity == PostbackSecurity.Signature ? "signing secret" : "postback key";

    private async Task<Outcome<Advertiser>> ChangeAsync(Actor actor, int id, int? version, CancellationToken cancel, Func<Advertiser, Outcome<Advertiser>?> change)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } row)
        {
            return new Outcome<Advertiser>.NotFound();
        }

        if (!actor.Manages(id))
        {
            return new Outcome<Advertiser>.Forbidden("You may read this advertiser, not change it. Ask one of its managers.");
        }

        if (version is not null && row.Version != version)
        {
            return Saving.Stale<Advertiser>();
        }

        if (change(row) is { } refusal)
        {
            return refusal;
        }

        row.Version++;
        var notice = OverlapOf(row, time.GetUtcNow().UtcDateTime) ?? $"The former {WordOf(row)} no longer works: put the new one into the shop now.";
        return await db.SaveAsync(row, [notice], Saving.Stale<Advertiser>, cancel);
    }
}
