using CouponPortal.Components.Controls;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Integrations;

/// <summary>How connections are spoken of.</summary>
public static class ConnectionWords
{
    public static string Of(ConnectionKind kind) => kind switch
    {
        ConnectionKind.Woocommerce => "WooCommerce",
        ConnectionKind.Shopify => "Shopify",
        ConnectionKind.Stripe => "Stripe",
    };

    public static string Of(ConnectionHealth health) => health switch
    {
        ConnectionHealth.NeedsSecret => "Secret missing",
        ConnectionHealth.Waiting => "Waiting for the first event",
        ConnectionHealth.Working => "Working",
        ConnectionHealth.Failing => "Needs attention",
        ConnectionHealth.Paused => "Paused",
    };

    public static Tone ToneOf(ConnectionHealth health) => health switch
    {
        ConnectionHealth.NeedsSecret => Tone.Warning,
        ConnectionHealth.Waiting => Tone.Info,
        ConnectionHealth.Working => Tone.Success,
        ConnectionHealth.Failing => Tone.Error,
        ConnectionHealth.Paused => Tone.Neutral,
    };

    /// <summary>The address the shop posts to.</summary>
    /// <param name="portal">Where the portal is reached, with or without a slash at the end.</param>
    public static string Url(string portal, Connection connection) => $"{portal.TrimEnd('/')}/hooks/{SnakeCase.Of(connection.Kind)}/{connection.PublicId}";

    /// <summary>What to do about the last delivery; null when nothing need be done.</summary>
    public static string? Advice(Connection connection) => (connection.LastVerdict, connection.LastReason) switch
    {
        (HitVerdict.Accepted or HitVerdict.Duplicate or null, _) or (HitVerdict.Ignored, not "topic_unknown") => null,
        (_, "signature") when connection.Kind == ConnectionKind.Woocommerce => "Compare the secret in WooCommerce with the one that was shown here; if it is lost, rotate it and put the new one into every webhook of the shop. The delivery waits in the Inbox.",
        (_, "signature") => $"Copy the signing secret from {Of(connection.Kind)} once more and enter it below. The delivery waits in the Inbox.",
        (_, "secret_missing") => "Enter the secret below. The delivery waits in the Inbox.",
        (_, "stale_signature") => "Look at the clocks of the shop and of this server. Somebody may also be repeating an old delivery, which does no harm.",
        (_, "shop_mismatch") => "If the shop has moved to another address, change it under Settings. If it is another shop, give that one a connection of its own.",
        (_, "connection_paused") => "Resume the connection. What came meanwhile waits in the Inbox.",
        (_, "topic_unknown") => "Nothing is lost: this kind of event is not needed. Choose the events that the steps name.",
        (_, "id_reuse") => "Look at both deliveries in the Inbox: a plugin between the shop and here may be changing them.",
        _ => "Look at the delivery in the Inbox: it came from the shop, and something in it could not be read. The shop was answered with success, so it goes on sending.",
    };
}
