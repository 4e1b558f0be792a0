using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Features.Attribution;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Attribution;

public sealed class AttributionSettingsTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TrackingType.Basic, false, false, true, ExclusiveCodesState.NotPermitted)]
    [InlineData(TrackingType.Itemized, true, false, false, ExclusiveCodesState.NoSettingNeeded)]
    [InlineData(TrackingType.Basic, false, true, false, ExclusiveCodesState.NoSettingNeeded)]
    [InlineData(TrackingType.Dynamic, false, false, true, ExclusiveCodesState.NotPermitted)]
    [InlineData(TrackingType.Dynamic, true, false, false, ExclusiveCodesState.Disabled)]
    [InlineData(TrackingType.Dynamic, false, true, true, ExclusiveCodesState.Enabled)]
    public void The_row_shows_the_state_that_orders_are_judged_by(TrackingType type, bool permission, bool personalized, bool enabled, ExclusiveCodesState expected)
    {
        var row = new Advertiser { TrackingType = type, ExclusiveCouponsPermission = permission, PersonalizedCodes = personalized, ExclusiveCodesEnabled = enabled };

        Assert.Equal(expected, AttributionSettings.StateOf(row));
        Assert.Equal(row.ExclusiveCodesInEffect, expected is ExclusiveCodesState.NoSettingNeeded or ExclusiveCodesState.Enabled);
    }

    [Theory, BothEngines]
    public async Task Exclusive_codes_are_switched_by_managers_of_permitted_dynamic_advertisers(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = new SaveAttributionSettings(store.Database);
        var dynamic = await store.AddAdvertiserAsync(a => (a.TrackingType, a.ExclusiveCouponsPermission) = (TrackingType.Dynamic, true));
        var basic = await store.AddAdvertiserAsync(a => a.ExclusiveCouponsPermission = true);
        var bare = await store.AddAdvertiserAsync(a => a.TrackingType = TrackingType.Dynamic);

        (await save.EnableExclusiveCodesAsync(TestStore.Manager(basic.Id), dynamic.Id, true, 1, Cancel)).IsNotFound();
        (await save.EnableExclusiveCodesAsync(TestStore.Viewer(dynamic.Id), dynamic.Id, true, 1, Cancel)).Forbidden();
        Assert.Contains("Ask your network administrator", (await save.EnableExclusiveCodesAsync(TestStore.Manager(bare.Id), bare.Id, true, 1, Cancel)).Forbidden(), StringComparison.Ordinal);
        Assert.Equal("no_setting_needed", (await save.EnableExclusiveCodesAsync(TestStore.Manager(basic.Id), basic.Id, true, 1, Cancel)).Conflict().Code);
        Assert.True((await save.EnableExclusiveCodesAsync(TestStore.Manager(dynamic.Id), dynamic.Id, true, 1, Cancel)).Done().ExclusiveCodesInEffect);
        Assert.Equal("stale", (await save.EnableExclusiveCodesAsync(TestStore.Manager(dynamic.Id), dynamic.Id, false, 1, Cancel)).Conflict().Code);
        Assert.False((await save.EnableExclusiveCodesAsync(TestStore.Manager(dynamic.Id), dynamic.Id, false, 2, Cancel)).Done().ExclusiveCodesInEffect);
    }

    [Theory, BothEngines]
    public async Task Priority_and_lookback_are_kept_within_bounds(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = new SaveAttributionSettings(store.Database);
        var row = await store.AddAdvertiserAsync();
        var manager = TestStore.Manager(row.Id);

        Assert.NotEmpty((await save.SetCreditAsync(manager, row.Id, AttributionPriority.Click, 366, 1, Cancel)).Invalid().For("lookback_days"));
        (await save.SetCreditAsync(TestStore.Viewer(row.Id), row.Id, AttributionPriority.Click, 30, 1, Cancel)).Forbidden();
        (await save.SetCreditAsync(manager, row.Id, AttributionPriority.CouponCode, 365, 1, Cancel)).Done();

        var view = (await new AttributionSettings(store.Database, TimeProvider.System).FindAsync(manager, row.Id, Cancel))!;
        Assert.Equal((AttributionPriority.CouponCode, 365, 2, true), (view.Priority, view.LookbackDays, view.Version, view.MayManage));
        Assert.Null(await new AttributionSettings(store.Database, TimeProvider.System).FindAsync(TestStore.Manager(row.Id + 1_000), row.Id, Cancel));
    }
}
