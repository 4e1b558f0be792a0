using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Intake.Shops;

/// <summary>Why a delivery is not read at all. Refused is who has not proved to be the shop; a proved shop's delivery is held, whatever is wrong with it.</summary>
internal static class ShopRefusals
{
    /// <returns>Null when it may be read.</returns>
    public static ShopReading? Of(Connection connection, RawRequest raw, SignatureVerdict signature, Refusal? unreadable)
    {
        if (signature != SignatureVerdict.Right)
        {
            return connection.Secret is null ? Refused(connection, "secret_missing", "The connection has no secret yet: enter the one the shop signs with.")
                : signature == SignatureVerdict.Stale ? Refused(connection, "stale_signature", "The signature is right and was made more than five minutes ago, or ahead: a clock is wrong, or somebody repeats an old delivery.")
                : Refused(connection, "signature", "The signature is missing or was not made with this connection's secret.");
        }

        if (connection.Shop is { } shop && ShopDialect.ShopOf(connection.Kind, raw) is { } sender && sender != shop)
        {
            var sentence = $"It came from {sender}, and this connection is {shop}'s. Add a connection for {sender}, or change the shop of this one.";

            // WooCommerce switches a webhook off after five refusals, and its signature was right.
            return connection.Kind == ConnectionKind.Woocommerce ? Held(connection, "shop_mismatch", sentence) : Refused(connection, "shop_mismatch", sentence);
        }

        return connection.State == ConnectionState.Paused ? Held(connection, "connection_paused", "The connection is paused: the delivery is kept and became no order.")
            : unreadable is not null ? Held(connection, unreadable.Code, unreadable.Message)
            : null;
    }

    private static ShopReading Refused(Connection connection, string code, string message) => Of(connection, code, message, HitVerdict.Refused);

    private static ShopReading Held(Connection connection, string code, string message) => Of(connection, code, message, HitVerdict.Held);

    private static ShopReading Of(Connection connection, string code, string message, HitVerdict verdict) =>
        ShopReading.Of(new Reading.Ignored(connection.AdvertiserId, code, message) { Verdict = verdict });
}
