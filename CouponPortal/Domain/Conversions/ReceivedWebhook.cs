namespace CouponPortal.Domain.Conversions;

/// <summary>A signed webhook (Standard Webhooks) that a sender has brought us: its sender's id means one body, so that the same id with another one is found.</summary>
public sealed class ReceivedWebhook
{
    public const int MaxId = 255;

    public int AdvertiserId { get; set; }

    /// <summary>The sender's; unique with the advertiser.</summary>
    public string DeliveryId { get; set; } = "";

    /// <summary>SHA-256 in hex.</summary>
    public string BodyHash { get; set; } = "";
    public DateTime ReceivedAt { get; set; }
}
