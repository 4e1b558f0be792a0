namespace CouponPortal.Domain.Partners;

public enum PartnerStatus
{
    Active,
    Paused,
}

/// <summary>Whoever promotes: "publisher" and "affiliate" on input, Partner everywhere else.</summary>
public sealed class Partner
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string Email { get; set; } = "";
    public PartnerStatus Status { get; set; } = PartnerStatus.Active;

    /// <summary>GET template with macros, called when a conversion is credited.</summary>
    public string? PostbackUrl { get; set; }
    public int Version { get; set; } = 1;
}
