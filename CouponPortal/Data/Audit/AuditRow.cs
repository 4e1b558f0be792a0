using CouponPortal.Domain.Accounts;

namespace CouponPortal.Data.Audit;

/// <summary>By which way a change came in.</summary>
public enum AuditDoor
{
    /// <summary>The product itself: first start, scheduled work, requests of shops.</summary>
    System,

    /// <summary>A person in the portal.</summary>
    Page,

    /// <summary>A script with an API key.</summary>
    Api,

    /// <summary>A bulk act or import, on behalf of whoever began it.</summary>
    Batch,
}

public enum AuditAct
{
    Created,
    Changed,
    Removed,

    /// <summary>A bulk act or import was applied; its coupons are in the batch's own rows.</summary>
    Applied,

    /// <summary>A bulk act or import was taken back.</summary>
    Undone,

    /// <summary>Personal data was handed out.</summary>
    Exported,

    /// <summary>Personal data was blanked.</summary>
    Erased,
}

/// <summary>One entry of the audit log, written with the change itself and never changed afterwards.</summary>
public sealed class AuditRow
{
    public const int MaxLabel = 200;
    public const int MaxWho = 300;
    public const int MaxSubject = 40;
    public const int MaxSubjectId = 100;

    /// <summary>The place in the chain: 1, 2, 3 … in the order of the commits, without gaps.</summary>
    public long Id { get; set; }
    public DateTime At { get; set; }

    /// <summary>As it was called then: an e-mail address, or “API key” and its name.</summary>
    public string Who { get; set; } = "";
    public int? UserId { get; set; }
    public int? ApiKeyId { get; set; }
    public AuditDoor Door { get; set; }

    /// <summary>A prefix, never a whole address; empty where there is none.</summary>
    public string Address { get; set; } = "";
    public AuditAct Act { get; set; }

    /// <summary>What kind of thing was changed: <c>coupon</c>, <c>api_key</c> (<see cref="AuditedEntities"/>).</summary>
    public string Subject { get; set; } = "";
    public string SubjectId { get; set; } = "";

    /// <summary>What it is called: a coupon's code, a user's address.</summary>
    public string Label { get; set; } = "";

    /// <summary>Whose staff may read the entry; null = the network admin alone.</summary>
    public int? AdvertiserId { get; set; }
    public int? PartnerId { get; set; }
    public int? BatchId { get; set; }

    /// <summary>JSON list of <see cref="AuditChange"/>.</summary>
    public string Changes { get; set; } = "[]";

    /// <summary>SHA-256 over this row and the hash before it (<see cref="AuditChain"/>).</summary>
    public byte[] Hash { get; set; } = [];
}

/// <summary>One field before and after, as text; null = there was nothing. What is secret is masked.</summary>
public sealed record AuditChange(string Field, string? Before, string? After);

/// <summary>Where the chain ends. Its lock gives the rows of concurrent transactions their order.</summary>
public sealed class AuditHead
{
    public const int TheId = 1;

    public int Id { get; set; } = TheId;

    /// <summary>Id of the last row; 0 = there is none.</summary>
    public long Last { get; set; }
    public byte[] Hash { get; set; } = [];
}

/// <summary>Who may read which entries: the network admin all, a manager those of its own advertisers, nobody else any.</summary>
public static class AuditAccess
{
    public static bool MayRead(Actor actor) => actor.Role is Role.NetworkAdmin or Role.AdvertiserManager;

    public static IQueryable<AuditRow> VisibleTo(this IQueryable<AuditRow> rows, Actor actor)
    {
        var ids = actor.AdvertiserIds;
        return actor.IsNetworkAdmin ? rows : rows.Where(r => actor.Role == Role.AdvertiserManager && r.AdvertiserId != null && ids.Contains(r.AdvertiserId.Value));
    }
}
