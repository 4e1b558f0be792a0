using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Suppressed;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

/// <summary>Role × ownership: who may read and change a coupon and a suppressed code of one advertiser.</summary>
public sealed class CouponAccessTests
{
    private static readonly Dictionary<string, Actor> Actors = new(StringComparer.Ordinal)
    {
        ["admin"] = Admin,
        ["manager"] = Manager,
        ["viewer"] = Viewer,
        ["stranger"] = Stranger,
        ["partner"] = PartnerUser,
        ["read-only key"] = ReadOnlyKey,
    };

    public static TheoryData<DatabaseProvider, string, bool, string, string> Cases()
    {
        var data = new TheoryData<DatabaseProvider, string, bool, string, string>();
        foreach (var engine in Enum.GetValues<DatabaseProvider>())
        {
            data.Add(engine, "admin", true, "Done", "Done");
            data.Add(engine, "manager", true, "Done", "Done");
            data.Add(engine, "viewer", true, "Forbidden", "Forbidden");
            data.Add(engine, "read-only key", true, "Forbidden", "Forbidden");
            data.Add(engine, "stranger", false, "Invalid", "NotFound");
            data.Add(engine, "partner", false, "Forbidden", "NotFound");
        }

        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Coupon_is_read_created_and_changed_by_those_who_may(DatabaseProvider engine, string who, bool reads, string creates, string changes)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann), Admin);
        var actor = Actors[who];

        Assert.Equal(reads, await world.List.OneAsync(actor, coupon.Id) is not null);
        Assert.Equal(reads ? 1 : 0, (await world.List.FindAsync(actor, new CouponFilter(), new PageRequest())).Total);
        Assert.Equal(reads ? 1 : 0, (await world.List.SliceAsync(actor, new CouponFilter(PartnerId: Ann), null, 10)).Rows.Count);
        Assert.Equal(creates, Kind(await world.Save.CreateAsync(actor, Draft("INSTA1", Ann))));
        Assert.Equal(changes, Kind(await world.Save.UpdateAsync(actor, coupon.Id, CouponDraft.Of(coupon) with { InternalNote = "changed" })));
        Assert.Equal(changes == "Done" ? "changed" : "", (await world.List.OneAsync(Admin, coupon.Id))!.Coupon.InternalNote);
        Assert.Equal("NotFound", Kind(await world.Save.UpdateAsync(Admin, 4_711, CouponDraft.Of(coupon))));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Suppressed_code_is_read_added_changed_and_ended_by_those_who_may(DatabaseProvider engine, string who, bool reads, string creates, string changes)
    {
        await using var world = await NewAsync(engine);
        var draft = new SuppressedCodeDraft(Shop, "SNAPDOG", null, null);
        var row = Done(await world.Suppress.CreateAsync(Admin, draft)).Suppressed;
        var actor = Actors[who];

        Assert.Equal(reads, await world.Suppressed.OneAsync(actor, row.Id) is not null);
        Assert.Equal(reads ? 1 : 0, (await world.Suppressed.FindAsync(actor, new SuppressedCodeFilter(), new PageRequest())).Total);
        Assert.Equal(creates, Kind(await world.Suppress.CreateAsync(actor, draft with { Code = "INSTA1" })));
        Assert.Equal(changes, Kind(await world.Suppress.UpdateAsync(actor, row.Id, draft with { Code = "OTHER1" })));
        Assert.Equal(changes, Kind(await world.EndSuppression.EndAsync(actor, row.Id)));
        Assert.Equal(changes == "Done" ? SuppressionState.Ended : SuppressionState.InEffect, (await world.Suppressed.OneAsync(Admin, row.Id))!.State);
    }

    private static string Kind<T>(Outcome<T> outcome) => outcome.GetType().Name;
}
