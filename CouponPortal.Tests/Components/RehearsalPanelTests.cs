using Bunit;
using CouponPortal.Components.Rehearsal;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Attribution.Rehearsals;

namespace CouponPortal.Tests.Components;

public sealed class RehearsalPanelTests : BunitContext
{
    private static readonly RehearsedMoney Ann = new(1, "EUR", 3, 1, 30_000, 10_000, 3_000, 1_000);
    private static readonly RehearsedMoney Nobody = new(null, "EUR", 0, 2, 0, 20_000, 0, 0);

    [Fact]
    public async Task Running_rehearsal_shows_how_far_it_is_and_can_be_given_up()
    {
        var started = new TaskCompletionSource<IProgress<RehearsalProgress>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var panel = Render<RehearsalPanel>(p => p.Add(c => c.Run, async (_, progress, cancel) =>
        {
            started.SetResult(progress);
            await Task.Delay(Timeout.Infinite, cancel);
            return new Outcome<RehearsalResult>.NotFound();
        }));

        var running = panel.Find("button:contains('What would change?')").ClickAsync(new());
        (await started.Task).Report(new(1_000, 4_000));
        panel.WaitForAssertion(() => Assert.Contains("1,000 of 4,000 orders replayed", panel.Markup, StringComparison.Ordinal));
        await panel.Find("button:contains('Cancel')").ClickAsync(new());
        await running;

        panel.WaitForAssertion(() => Assert.Contains("Cancelled. Nothing was saved.", panel.Markup, StringComparison.Ordinal));
        Assert.Empty(panel.FindAll("progress"));
    }

    [Fact]
    public async Task Result_shows_figures_twice_and_goes_when_the_question_is_another()
    {
        var asked = 0;
        var panel = Render<RehearsalPanel>(p => p.Add(c => c.About, "one").Add(c => c.Run, (days, _, _) =>
        {
            asked = days;
            return Task.FromResult(Outcome.Done(Result()));
        }));

        await panel.Find("select").ChangeAsync(new() { Value = "90" });
        await panel.Find("button").ClickAsync(new());

        Assert.Equal(90, asked);
        Assert.Contains("2 of 3 orders of the last 90 days would have ended differently. Nothing was saved.", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(["Ann", "Nobody"], panel.FindAll("tbody th").Take(2).Select(h => h.TextContent.Trim()));
        Assert.Equal("100.0", panel.Find(".bar-before").GetAttribute("width"));
        Assert.Contains("1 stored decision is already another", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("Code LEAK is on the suppressed list", panel.Find("details").TextContent, StringComparison.Ordinal);
        panel.Render(p => p.Add(c => c.About, "another"));
        Assert.Empty(panel.FindAll("table"));
    }

    [Fact]
    public void Obstacle_disables_the_button_and_says_why()
    {
        var panel = Render<RehearsalPanel>(p => p.Add(c => c.Obstacle, "Type a code first.").Add(c => c.Run, (_, _, _) => Task.FromResult(Outcome.Done(Result()))));

        Assert.Equal((true, "Type a code first."), (panel.Find("button").HasAttribute("disabled"), panel.Find("button").GetAttribute("title")));
    }

    private static RehearsalResult Result() => new(
        1, "UTC", 90, DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(90), 3, 2, 1, 0, false, [Ann, Nobody],
        [
            new RehearsedOrder(
                7, new string('0', 32), "A-1", DateTime.UnixEpoch, "LEAK", 10_000, "EUR",
                new(1, AttributionOutcome.Credited, AttributionBasis.CouponCode, 1, 1_000), new(null, AttributionOutcome.Suppressed, AttributionBasis.None, 1, 0),
                new TraceLine(AttributionStep.SuppressedCode, TraceVerdict.Decided, TraceReason.CodeSuppressed, "LEAK")),
        ],
        [])
    {
        Partners = new Dictionary<int, string> { [1] = "Ann" },
    };
}
