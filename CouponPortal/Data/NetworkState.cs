namespace CouponPortal.Data;

/// <summary>The one row that belongs to the installation itself.</summary>
public sealed class NetworkState
{
    public const int TheId = 1;

    public int Id { get; set; } = TheId;
    public string Name { get; set; } = "My network";

    /// <summary>Host name of the network's own tracking domain; null = the address the portal is opened at.</summary>
    public string? DefaultTrackingDomain { get; set; }

    /// <summary>Staff without a second factor or passkey sets one up before anything else.</summary>
    public bool RequireSecondFactor { get; set; }

    /// <summary>Signs public ids; made at first start.</summary>
    public byte[] IdKey { get; set; } = [];

    /// <summary>Counts changes of what the catalog holds, so that other processes notice them.</summary>
    public long CatalogVersion { get; set; }
}

/// <summary>A protected key of ASP.NET Core's data protection, shared by all nodes.</summary>
public sealed class DataProtectionKey
{
    public int Id { get; set; }
    public string FriendlyName { get; set; } = "";
    public string Xml { get; set; } = "";
}

/// <summary>The answer an API POST got, kept so that a retry with the same Idempotency-Key gets it again.</summary>
public sealed class IdempotentAnswer
{
    public int ApiKeyId { get; set; }
    public string Key { get; set; } = "";

    /// <summary>SHA-256 of method, path and body: the same key with another request is refused.</summary>
    public string RequestHash { get; set; } = "";

    /// <summary>0 while the first request is still being worked on.</summary>
    public int Status { get; set; }

    /// <summary>Content type, line feed, location, line feed, body.</summary>
    public string Body { get; set; } = "";
    public DateTime CreatedAt { get; set; }
}
