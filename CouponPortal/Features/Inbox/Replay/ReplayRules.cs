using System.Collections.Frozen;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Inbox.Replay;

/// <summary>What staff says when it has a stored request read again.</summary>
/// <param name="AdvertiserId">Whose order it is, where the request does not say; null = as the request says.</param>
/// <param name="Confirm">Staff answers for a sender who has not proved itself.</param>
/// <param name="Reason">Why; needed with <paramref name="Confirm"/>.</param>
public sealed record ReplayDraft(int? AdvertiserId = null, bool Confirm = false, string? Reason = null);

/// <summary>Which stored requests may be read again, and what that takes.</summary>
public static class ReplayRules
{
    public const int MaxReason = 500;

    // The sender was not proved: whoever has it read again answers for it.
    private static readonly FrozenSet<string> Unproved = new[]
    {
        "not_authenticated", "stale_signature", "signature", "secret_missing", "ip_not_allowed", "origin_not_allowed", "shop_mismatch", "id_reuse",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool NeedsConfirmation(string? reason) => reason is not null && Unproved.Contains(reason);

    public static bool MayBeReplayed(Hit hit) => hit is { Verdict: HitVerdict.Refused or HitVerdict.Held, ConversionId: null, Reason: not "connection_unknown" };

    /// <summary>A sentence for the button's place; null when nothing stands in the way.</summary>
    public static string? Obstacle(Hit hit) => hit switch
    {
        { ConversionId: not null } or { Verdict: HitVerdict.Accepted or HitVerdict.Duplicate } => "The request has become an order already.",
        { Verdict: HitVerdict.Ignored } => "There was nothing to do, and there still is not.",
        { Reason: "connection_unknown" } => "Nobody has this address, so its body was not kept.",
        _ => null,
    };

    public static FieldErrors Check(Hit hit, ReplayDraft draft)
    {
        var errors = new FieldErrors();
        var reason = draft.Reason?.Trim() ?? "";
        if (NeedsConfirmation(hit.Reason))
        {
            if (!draft.Confirm)
            {
                errors.Add("confirm", "The sender has not proved that it speaks for the advertiser. Confirm that you know it, and say how.");
            }

            if (reason.Length == 0)
            {
                errors.Add("reason", "Say how you know that the sender is the advertiser.");
            }
        }

        CheckReason(reason, errors);
        return errors;
    }

    internal static void CheckReason(string reason, FieldErrors errors)
    {
        if (reason.Length > MaxReason)
        {
            errors.Add("reason", $"At most {MaxReason} characters; this has {reason.Length}.");
        }

        if (reason.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            errors.Add("reason", "Control characters are not allowed.");
        }
    }
}
