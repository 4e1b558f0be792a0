using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Data;

/// <summary>The one row that belongs to the installation itself.</summary>
public sealed class NetworkState
{
    public const int TheId = 1;

    public int Id { get; set; } = TheId;
    public string Name { get; set; } = "My network";

    /// <summary>Host name of the network's own tracking domain; null = the address the portal is opened at.</summary>
    public string? DefaultTrackingDomain { get; set; }

    /// <summary>Whom advertisers and partners write to; null = the first network admin.</summary>
    public string? ContactEmail { get; set; }

    /// <summary>The picture shown in place of the product's own, a PNG or JPEG; empty = none.</summary>
    public byte[] Logo { get; set; } = [];

    /// <summary>Of the logo, from its bytes: <c>image/png</c> or <c>image/jpeg</c>; null without one.</summary>
    public string? LogoType { get; set; }

    /// <summary>How many days clicks are kept; 0 = for good. Their counts stay in the rollups.</summary>
    public int ClickDays { get; set; } = Retention.DefaultClickDays;

    /// <summary>How many days the raw text of requests is kept; 0 = for good.</summary>
    public int HitDays { get; set; } = Retention.DefaultHitDays;

    /// <summary>How many days the log of scheduled exports and of what partners were told is kept; 0 = for good.</summary>
    public int ExportDays { get; set; } = Retention.DefaultExportDays;

    /// <summary>Clicks with a smaller key were removed: the rollups of those days cannot be made anew from rows. 0 = none was.</summary>
    public long ClicksKeptFrom { get; set; }

    /// <summary>Requests with a smaller key have lost their text already. 0 = none has.</summary>
    public long HitsBlankedTo { get; set; }

    /// <summary>Visits with a smaller key are counted among the missed codes already.</summary>
    public long MissesCountedTo { get; set; }

    /// <summary>Counts saves of the settings page.</summary>
    public int SettingsVersion { get; set; }

    /// <summary>Staff without a second factor or passkey sets one up before anything else.</summary>
    public bool RequireSecondFactor { get; set; }

    /// <summary>Whose visits no advertiser of the network wants.</summary>
    public NetworkBlocks Blocks { get; set; } = new();

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
