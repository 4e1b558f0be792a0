using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Advertisers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Advertisers;

public sealed class PostbackSecretTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Security_without_a_secret_makes_a_long_random_one(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = Writers.SaveAdvertiser(store);

        var one = (await save.CreateAsync(TestStore.Admin, new() { Name = "A", PostbackSecurity = PostbackSecurity.Key }, null, Cancel)).Done();
        var two = (await save.CreateAsync(TestStore.Admin, new() { Name = "B", PostbackSecurity = PostbackSecurity.Key }, null, Cancel)).Done();
        var signed = (await save.CreateAsync(TestStore.Admin, new() { Name = "C", PostbackSecurity = PostbackSecurity.Signature }, null, Cancel)).Done();

        Assert.Matches(@"\Apk_[0-9a-f]{64}\z", one.PostbackKey);
        Assert.NotEqual(one.PostbackKey, two.PostbackKey);
        Assert.Null(one.SigningSecret);
        Assert.Matches(@"\Awhsec_[A-Za-z0-9+/]{43}=\z", signed.SigningSecret);
    }

    [Theory, BothEngines]
    public async Task A_key_that_was_sent_is_kept_and_a_short_one_is_pointed_out(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var outcome = await Writers.SaveAdvertiser(store).CreateAsync(
            TestStore.Admin, new() { Name = "Moved", PostbackSecurity = PostbackSecurity.Key, PostbackKey = "old-key" }, null, Cancel);

        Assert.Equal("old-key", outcome.Done().PostbackKey);
        Assert.Contains("7 characters", Assert.Single(outcome.Notices()), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Rotating_replaces_the_secret_in_use_alone(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var rotate = new RotatePostbackSecret(store.Database, new FixedTimeProvider(new DateTimeOffset(TestDatabase.Start)));
        var keyed = await store.AddAdvertiserAsync(a => (a.PostbackSecurity, a.PostbackKey, a.SigningSecret) = (PostbackSecurity.Key, "pk_old", "sig_old"));
        var open = await store.AddAdvertiserAsync();

        (await rotate.RunAsync(TestStore.Manager(open.Id), keyed.Id, 1, 7, Cancel)).IsNotFound();
        (await rotate.RunAsync(TestStore.Viewer(keyed.Id), keyed.Id, 1, 7, Cancel)).Forbidden();
        Assert.Equal("stale", (await rotate.RunAsync(TestStore.Manager(keyed.Id), keyed.Id, 9, 7, Cancel)).Conflict().Code);
        Assert.Equal("no_secret", (await rotate.RunAsync(TestStore.Manager(open.Id), open.Id, 1, 7, Cancel)).Conflict().Code);

        var rotated = (await rotate.RunAsync(TestStore.Manager(keyed.Id), keyed.Id, 1, 7, Cancel)).Done();
        Assert.StartsWith("pk_", rotated.PostbackKey, StringComparison.Ordinal);
        Assert.NotEqual("pk_old", rotated.PostbackKey);
        Assert.Equal(("sig_old", 2), (rotated.SigningSecret, rotated.Version));
        Assert.Equal(("pk_old", null, TestDatabase.Start.AddDays(7)), (rotated.PreviousPostbackKey, rotated.PreviousSigningSecret, rotated.PreviousSecretUntil));
        Assert.Equal(["overlap_days"], (await rotate.RunAsync(TestStore.Manager(keyed.Id), keyed.Id, 2, 91, Cancel)).Invalid().ByField.Keys);

        var ended = (await rotate.EndAsync(TestStore.Manager(keyed.Id), keyed.Id, 2, Cancel)).Done();
        Assert.Equal((null, null, rotated.PostbackKey), (ended.PreviousPostbackKey, ended.PreviousSecretUntil, ended.PostbackKey));
        var atOnce = (await rotate.RunAsync(TestStore.Manager(keyed.Id), keyed.Id, null, 0, Cancel)).Done();
        Assert.Equal((null, null), (atOnce.PreviousPostbackKey, atOnce.PreviousSecretUntil));
    }
}
