using CouponPortal.Api;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Api;

public sealed class IdempotencyTests(SharedPortals portals)
{
    private static readonly HttpMethod Post = HttpMethod.Post;

    [Theory, BothEngines]
    public async Task Key_of_a_request_that_ended_while_the_store_was_down_can_be_used_again(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var down = false;
        var keys = new IdempotencyKeys(new FailingContexts(test.Database, () => down), test.Time);
        Assert.Null(await keys.ReserveAsync(1, "down", "hash", CancellationToken.None));
        down = true;
        await Assert.ThrowsAsync<IOException>(() => keys.GiveBackAsync(1, "down"));
        down = false;

        test.Time.Advance(IdempotencyKeys.Abandoned);

        Assert.Null(await keys.ReserveAsync(1, "down", "hash", CancellationToken.None));
    }

    [Theory, BothEngines]
    public async Task Same_request_with_the_same_key_gets_the_first_answer_again(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var first = await PostAsync(host, "replay-1", Partner("Once"));
        var again = await PostAsync(host, "replay-1", Partner("Once"));
        var refused = await PostAsync(host, "replay-2", """{"name":""}""");
        var refusedAgain = await PostAsync(host, "replay-2", """{"name":""}""");

        Assert.Equal((201, null), (first.Status, first.Header("Idempotent-Replayed")));
        Assert.Equal((201, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal((first.Text, first.ContentType, first.Header("Location")), (again.Text, again.ContentType, again.Header("Location")));
        Assert.Equal((400, "application/problem+json", "true"), (refusedAgain.Status, refusedAgain.ContentType, refusedAgain.Header("Idempotent-Replayed")));
        Assert.Equal(refused.Text, refusedAgain.Text);
        Assert.Equal(1, await CountAsync(host, "Once"));
    }

    [Theory, BothEngines]
    public async Task Key_belongs_to_one_request_and_to_one_api_key(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        await PostAsync(host, "reuse", Partner("Reuse A"));

        var otherBody = await PostAsync(host, "reuse", Partner("Reuse B"));
        var otherPath = await host.SendAsync(PortalNetwork.Admin, Post, "advertisers", Partner("Reuse A"), (IdempotentPost.Header, "reuse"));
        var otherCaller = await host.SendAsync(PortalHost.ApiKey, Post, "partners", Partner("Reuse C"), (IdempotentPost.Header, "reuse"));

        Assert.Equal((422, "idempotency_key_reuse"), (otherBody.Status, otherBody.Code));
        Assert.Equal((422, "idempotency_key_reuse"), (otherPath.Status, otherPath.Code));
        Assert.Equal((201, null), (otherCaller.Status, otherCaller.Header("Idempotent-Replayed")));
        Assert.Equal(0, await CountAsync(host, "Reuse B"));
    }

    [Theory, BothEngines]
    public async Task Twenty_at_once_create_one_row(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(host, "parallel", Partner("Parallel"))));
        var later = await PostAsync(host, "parallel", Partner("Parallel"));

        Assert.Equal(1, await CountAsync(host, "Parallel"));
        Assert.Single(answers, a => a.Status == 201 && a.Header("Idempotent-Replayed") is null);
        Assert.All(answers, a => Assert.True(
            (a.Status == 201 && a.Text == later.Text) || (a.Status == 409 && a.Code == "idempotency_in_progress" && a.Header("Retry-After") == "1"), $"{a.Status} {a.Text}"));
        Assert.Equal((201, "true"), (later.Status, later.Header("Idempotent-Replayed")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData(null)]
    public async Task Key_that_is_no_short_printable_text_is_refused(string? key)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await PostAsync(host, key ?? new string('k', 256), Partner("Bad key"));

        Assert.Equal((400, 0), (answer.Status, await CountAsync(host, "Bad key")));
    }

    [Theory, BothEngines]
    public async Task Reservation_without_an_answer_is_taken_over_after_a_minute_and_answers_are_kept_for_a_day(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        var done = await PostAsync(host, "crashed", Partner("Crashed"));
        await using (var db = host.Db())
        {
            // As a process leaves it that dies before it has kept the answer.
            await db.IdempotentAnswers.ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, 0), TestContext.Current.CancellationToken);
        }

        var waiting = await PostAsync(host, "crashed", Partner("Crashed"));
        host.Time!.Advance(IdempotencyKeys.Abandoned);
        var takenOver = await PostAsync(host, "crashed", Partner("Crashed"));
        host.Time.Advance(IdempotencyKeys.Kept);
        var nextDay = await PostAsync(host, "other", Partner("Other"));

        Assert.Equal((201, 409, 201, 201), (done.Status, waiting.Status, takenOver.Status, nextDay.Status));
        Assert.Null(takenOver.Header("Idempotent-Replayed"));
        await using var after = host.Db();
        Assert.Equal("other", (await after.IdempotentAnswers.SingleAsync(TestContext.Current.CancellationToken)).Key);
    }

    private static string Partner(string name) => $$"""{"name":"{{name}}","email":"new@partner.example"}""";

    private static Task<ApiAnswer> PostAsync(PortalHost host, string key, string json) =>
        host.SendAsync(PortalNetwork.Admin, Post, "partners", json, (IdempotentPost.Header, key));

    private static async Task<int> CountAsync(PortalHost host, string name)
    {
        await using var db = host.Db();
        return await db.Partners.CountAsync(p => p.Name == name, TestContext.Current.CancellationToken);
    }
}
