using CouponPortal.Domain;
using CouponPortal.Domain.Feeds;

namespace CouponPortal.Features.Integrations.Feeds;

/// <summary>The editable state of a feed.</summary>
public sealed class FeedDraft
{
    public int? AdvertiserId { get; set; }
    public int? OfferId { get; set; }
    public string? Name { get; set; }
    public string? Url { get; set; }
    public FeedFormat Format { get; set; }
    public FeedAuthentication Authentication { get; set; }
    public string? UserName { get; set; }

    /// <summary>A new password or token; null = the one there is stays.</summary>
    public string? Secret { get; set; }
    public int? EveryMinutes { get; set; } = 60;
    public FeedState State { get; set; }

    /// <summary>The version this began from.</summary>
    public int Version { get; set; }

    public static FeedDraft Of(Feed row) => new()
    {
        AdvertiserId = row.AdvertiserId,
        OfferId = row.OfferId,
        Name = row.Name,
        Url = row.Url,
        Format = row.Format,
        Authentication = row.Authentication,
        UserName = row.UserName,
        EveryMinutes = row.EveryMinutes,
        State = row.State,
        Version = row.Version,
    };

    /// <param name="hasSecret">Whether one is stored already.</param>
    public FieldErrors Check(bool hasSecret)
    {
        (Name, Url, UserName, Secret) = (Trimmed(Name), Trimmed(Url), Trimmed(UserName), string.IsNullOrEmpty(Secret) ? null : Secret);
        var errors = new FieldErrors();
        Need(Name is { Length: <= Feed.MaxName } name && !name.Any(char.IsControl), "name", $"Give it a name of at most {Feed.MaxName} characters.");
        Need(Url is { Length: <= Feed.MaxUrl } url && IsAddress(url), "url", "Give the document's address: https://…, without a user name or password in it.");
        Need(EveryMinutes is >= Feed.MinEvery and <= Feed.MaxEvery, "every_minutes", $"From {Feed.MinEvery} minutes to {Feed.MaxEvery / 60 / 24} days ({Feed.MaxEvery}).");
        Need(Authentication != FeedAuthentication.Basic || UserName is { Length: <= Feed.MaxUserName } user && !user.Contains(':', StringComparison.Ordinal), "user_name", "Basic authentication needs a user name, without a colon.");
        Need(Authentication == FeedAuthentication.None || Secret is not null || hasSecret, "secret", "Enter the password or token.");
        Need(Secret is null || (Secret.Length <= Feed.MaxSecret && Secret.All(c => c is >= ' ' and <= '~')), "secret", $"At most {Feed.MaxSecret} printable ASCII characters.");
        return errors;

        void Need(bool good, string field, string message)
        {
            if (!good)
            {
                errors.Add(field, message);
            }
        }
    }

    // Plain http stays possible for servers inside the operator's own network, which the guard of outgoing requests knows.
    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { UserInfo: "", Host.Length: > 0 } && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsInside(uri)));

    private static bool IsInside(Uri uri) => uri.IsLoopback || uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || !uri.Host.Contains('.', StringComparison.Ordinal);

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
