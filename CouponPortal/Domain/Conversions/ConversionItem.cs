namespace CouponPortal.Domain.Conversions;

/// <summary>One position of an order.</summary>
public sealed class ConversionItem
{
    public const int MaxKey = 100;
    public const int MaxProductId = 200;
    public const int MaxItems = 1_000;

    public long ConversionId { get; set; }

    /// <summary>The sender's position id, else the place in the request, from 1; unique within the order.</summary>
    public string Key { get; set; } = "";
    public string? ProductId { get; set; }
    public string? Category { get; set; }

    /// <summary>From 1.</summary>
    public int Quantity { get; set; } = 1;

    /// <summary>Of one piece, minor units of the order's currency.</summary>
    public long Price { get; set; }

    public long Amount => Price * Quantity;

    public bool SameAs(ConversionItem other) =>
        (ProductId, Category, Quantity, Price) == (other.ProductId, other.Category, other.Quantity, other.Price);
}

/// <summary>A position as it was sent.</summary>
/// <param name="PriceText">Decimal text of one piece.</param>
public sealed record ItemFacts(string Key, string? ProductId, int Quantity, string PriceText, string? Category = null);
