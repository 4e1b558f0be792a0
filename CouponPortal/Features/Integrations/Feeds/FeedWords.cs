using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Domain.Feeds;

namespace CouponPortal.Features.Integrations.Feeds;

/// <summary>How feeds are spoken of.</summary>
public static class FeedWords
{
    public static (string Text, Tone Tone) StateOf(Feed feed) => feed switch
    {
        { State: FeedState.Paused } => ("Paused", Tone.Neutral),
        { LastAt: null } => ("Not fetched yet", Tone.Info),
        { Failures: > 0 } => ("Needs attention", Tone.Error),
        _ => ("Working", Tone.Success),
    };

    public static string Of(FeedFormat format) => format switch
    {
        FeedFormat.Xml => "XML",
        FeedFormat.Json => "JSON",
    };

    public static string Of(FeedAuthentication authentication) => authentication switch
    {
        FeedAuthentication.None => "None",
        FeedAuthentication.Basic => "User name and password (Basic)",
        FeedAuthentication.Bearer => "Token (Bearer)",
    };

    public static string Every(int minutes) => minutes switch
    {
        60 => "every hour",
        1_440 => "every day",
        > 60 when minutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {minutes / 60} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"every {minutes} minutes"),
    };

    /// <summary>What the last fetch came to.</summary>
    public static string Last(Feed feed) => feed switch
    {
        { LastAt: null } => "It has not been fetched yet.",
        { Failures: > 0 } => feed.LastDetail ?? "It failed.",
        { LastResult: "not_modified" } => "Unchanged since the time before.",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{feed.LastRows:N0} rows: {feed.LastAccepted:N0} new, {feed.LastDuplicates:N0} already there, {feed.LastHeld:N0} held, {feed.LastRefused:N0} refused, the others as the time before."),
    };
}
