using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Conversions;

/// <summary>One thing that happened to an order, for people.</summary>
/// <param name="Lines">What else there is to say of it: amounts before and after, notes.</param>
public sealed record LifeEntry(DateTime At, string Title, Tone Tone, string By, IReadOnlyList<string> Lines);

/// <summary>The life of an order from its arrival on: requests, changes, what was taken back, and what its partner was told.</summary>
internal static class ConversionLife
{
    // An order that is sent again every minute for a year is shown with its latest.
    private const int Most = 200;

    public static async Task<(IReadOnlyList<ConversionChange> Changes, IReadOnlyList<Hit> Later, IReadOnlyList<Correction> Corrections, IReadOnlyList<PostbackMessage> Messages)> ReadAsync(
        PortalDbContext db, Conversion row, CancellationToken cancel)
    {
        var id = row.Id;
        var changes = await db.ConversionChanges.AsNoTracking().Where(c => c.ConversionId == id).OrderByDescending(c => c.Id).Take(Most).ToListAsync(cancel);
        int[] partners = [.. changes.SelectMany(c => (int?[])[c.FromPartnerId, c.ToPartnerId]).Append(row.PartnerId).OfType<int>().Distinct()];
        var first = EventKey.First(row.ReceivedAt);
        return (
            changes,
            await db.Hits.AsNoTracking().Where(h => h.ConversionId == id && h.Reason != null && h.Reason != Intake.OrderIntake.TestReason).OrderByDescending(h => h.Id).Take(Most).ToListAsync(cancel),
            await db.Corrections.AsNoTracking().Where(c => c.ConversionId == id).OrderByDescending(c => c.Id).Take(Most).ToListAsync(cancel),
            await db.PostbackMessages.AsNoTracking().Where(m => partners.Contains(m.PartnerId) && m.Id >= first && m.ConversionId == id).OrderByDescending(m => m.Id).Take(Most).ToListAsync(cancel));
    }

    /// <summary>The oldest first.</summary>
    public static IReadOnlyList<LifeEntry> Of(
        Conversion row, IReadOnlyList<ConversionChange> changes, IReadOnlyList<Hit> later, IReadOnlyList<Correction> corrections, IReadOnlyList<PostbackMessage> messages, Names names)
    {
        // A request that brought a change is told by the change.
        var told = changes.Select(c => c.HitId).OfType<long>().ToHashSet();
        var entries = new List<LifeEntry> { new(row.ReceivedAt, "Arrived", Tone.Info, row.Door, []) };
        entries.AddRange(changes.Select(c => OfChange(row, c, corrections.FirstOrDefault(k => k.HitId == c.HitId), names)));
        entries.AddRange(later.Where(h => !told.Contains(h.Id)).Select(OfRepeat));
        entries.AddRange(messages.Select(m => OfMessage(m, names)));
        return [.. entries.OrderBy(e => e.At)];
    }

    private static LifeEntry OfChange(Conversion row, ConversionChange change, Correction? correction, Names names)
    {
        var lines = new List<string>();
        Add(change.FromStatus != change.ToStatus, $"{Words.Of(change.FromStatus)} → {Words.Of(change.ToStatus)}");
        Add(change.FromPartnerId != change.ToPartnerId, $"{names.Partner(change.FromPartnerId)} → {names.Partner(change.ToPartnerId)}");
        Add(change.FromNet != change.ToNet, $"Amount {Money(change.FromNet)} → {Money(change.ToNet)}");
        Add(change.FromPayout != change.ToPayout, $"Payout {Money(change.FromPayout)} → {Money(change.ToPayout)}");
        Add(correction is { Kind: CorrectionKind.Reversal }, correction?.Amount is { } taken ? $"Taken back: {Money(taken)}" : "Taken back whole");
        Add(change.Note.Length > 0, change.Note);
        return new(change.At, TitleOf(change.Kind), Tones.Of(change.ToStatus), change.By, lines);

        void Add(bool isSo, string line)
        {
            if (isSo)
            {
                lines.Add(line);
            }
        }

        string Money(long minor) => MoneyText.Display(minor, row.Currency);
    }

    private static string TitleOf(ConversionChangeKind kind) => kind switch
    {
        ConversionChangeKind.Status => "Status set",
        ConversionChangeKind.Position => "Another position came",
        ConversionChangeKind.Reversal => "Taken back",
        ConversionChangeKind.NewState => "A newer state came",
        ConversionChangeKind.Applied => "A differing repeat was settled",
        ConversionChangeKind.Reattribution => "Judged again",
        ConversionChangeKind.Confirmation => "Confirmed by a server",
    };

    private static LifeEntry OfRepeat(Hit hit) => new(
        hit.ReceivedAt, hit.Reason == "duplicate" ? "Came again, the same" : $"Came again: {Words.Of(hit.Reason!).ToLowerInvariant()}", hit.Reason == "duplicate" ? Tone.Neutral : Tone.Warning, hit.Door,
        hit.Detail is { Length: > 0 } detail ? [detail] : []);

    private static LifeEntry OfMessage(PostbackMessage message, Names names) => new(
        EventKey.TimeOf(message.Id), $"{names.Partner(message.PartnerId)} was told", message.State switch
        {
            PostbackMessageState.Waiting => Tone.Info,
            PostbackMessageState.Delivered => Tone.Success,
            PostbackMessageState.Failed => Tone.Error,
        },
        message.Event, [$"{Words.Of(message.State)}{(message.Attempts > 0 ? $" after {message.Attempts} {(message.Attempts == 1 ? "attempt" : "attempts")}" : "")}{(message.LastError.Length > 0 ? ": " + message.LastError : "")}"]);
}
