using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.ApiKeys;

/// <summary>A key that somebody wants.</summary>
public sealed record ApiKeyDraft
{
    public const int MostDays = 3_660;

    /// <summary>Of the key that the setting <c>Bootstrap__ApiKey</c> makes; no other may be called so.</summary>
    public const string ReservedName = "bootstrap";

    public string Name { get; set; } = "";
    public Role Scope { get; set; } = Role.NetworkAdmin;

    /// <summary>Whose key it is; of <see cref="Role.AdvertiserManager"/> alone.</summary>
    public int? AdvertiserId { get; set; }

    /// <summary>Whose key it is; of <see cref="Role.Partner"/> alone.</summary>
    public int? PartnerId { get; set; }
    public bool CanWrite { get; set; }

    /// <summary>Null = it never ends by itself.</summary>
    public int? Days { get; set; } = 365;

    /// <summary>What fits the actor at first: its own scope, and its only advertiser.</summary>
    public static ApiKeyDraft For(Actor actor) => actor.Role switch
    {
        Role.Partner => new() { Scope = Role.Partner, PartnerId = actor.PartnerId },
        Role.NetworkAdmin => new(),
        Role.AdvertiserManager or Role.AdvertiserViewer => new() { Scope = Role.AdvertiserManager, AdvertiserId = actor.AdvertiserIds is [var only] ? only : null },
    };

    public FieldErrors Check()
    {
        var errors = new FieldErrors();
        var name = Name.Trim();
        if (name.Length is 0 or > ApiKey.MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", $"Type a name of 1 to {ApiKey.MaxName} characters: what the key is for.");
        }
        else if (string.Equals(name, ReservedName, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("name", "This is the name of the key that the operator sets. Choose another one.");
        }

        if (Days is < 1 or > MostDays)
        {
            errors.Add("days", $"Choose 1 to {MostDays} days.");
        }

        if (Scope == Role.AdvertiserManager && AdvertiserId is null)
        {
            errors.Add("advertiser_id", "Choose the advertiser whose data the key may use.");
        }

        if (Scope == Role.Partner && PartnerId is null)
        {
            errors.Add("partner_id", "Choose the partner whose data the key may use.");
        }

        if (Scope == Role.AdvertiserViewer)
        {
            errors.Add("scope", "Choose network, advertiser or partner; a key that only reads is made by its access.");
        }

        return errors;
    }
}
