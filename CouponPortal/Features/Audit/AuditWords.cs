using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Features.Audit;

/// <summary>Entries in words.</summary>
internal static class AuditWords
{
    private const int MostInList = 3;
    private const int MostOfValue = 60;

    public static string Door(AuditRow row) => row.Door switch
    {
        AuditDoor.System => "The portal itself",
        AuditDoor.Page => "Portal",
        AuditDoor.Api => "API",
        AuditDoor.Batch => "Bulk act",
    };

    public static Tone ToneOf(AuditAct act) => act switch
    {
        AuditAct.Created or AuditAct.Applied => Tone.Success,
        AuditAct.Removed or AuditAct.Erased => Tone.Error,
        AuditAct.Undone or AuditAct.Exported => Tone.Warning,
        AuditAct.Changed => Tone.Info,
    };

    public static string SubjectOf(AuditRow row) => SubjectOf(row.Subject);

    public static string SubjectOf(string subject) => subject == "api_key" ? "API key" : Words.Of(subject);

    public static string Name(AuditRow row) => row.Label.Length > 0 ? row.Label : row.SubjectId;

    public static string Value(string? value) => value ?? "–";

    /// <summary>The first few changes of an entry, cut.</summary>
    public static string Summary(AuditRow row)
    {
        var changes = AuditValues.Read(row.Changes);
        var shown = changes.Take(MostInList).Select(c => row.Act == AuditAct.Changed ? $"{Words.Of(c.Field)}: {Short(c.Before)} → {Short(c.After)}" : $"{Words.Of(c.Field)}: {Short(c.After ?? c.Before)}");
        return string.Join(" · ", changes.Count > MostInList ? shown.Append($"{changes.Count - MostInList} more") : shown);
    }

    /// <summary>Where the thing is now; null for what has no page, or is gone.</summary>
    public static string? Href(AuditRow row, PublicIds ids) => row.Act == AuditAct.Removed ? null : row.Subject switch
    {
        "coupon" => "coupons/" + row.SubjectId,
        "offer" => "offers/" + row.SubjectId,
        "advertiser" => "advertisers/" + row.SubjectId,
        "partner" => "partners/" + row.SubjectId,
        "approval" => $"offers/{row.SubjectId.Split('/')[0]}/approvals",
        "suppressed_code" => "suppressed-codes",
        "connection" => "connections/" + row.SubjectId,
        "feed" => "feeds/" + row.SubjectId,
        "conversion" when long.TryParse(row.SubjectId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => "conversions/" + ids.Format(id),
        "scheduled_export" => "scheduled-exports",
        "partner_postback" when row.PartnerId is { } partner => $"partners/{partner}/postbacks",
        "api_key" => "settings/api-keys",
        "network" => "settings/network",
        AuditNotes.Batch => "coupons/batches/" + row.SubjectId,
        _ => null,
    };

    private static string Short(string? value) => Value(value) is var text && text.Length <= MostOfValue ? text : text[..MostOfValue] + "…";
}
