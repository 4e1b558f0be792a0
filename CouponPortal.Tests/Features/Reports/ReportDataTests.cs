using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports;
using CouponPortal.Features.Reports.Sql;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>The one report query against a model that adds up rows in memory.</summary>
public sealed class ReportDataTests
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(70);

    [Theory, BothEngines]
    public async Task A_report_of_any_shape_is_what_its_rows_add_up_to(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var random = new Random(11);
        object[] clicks = [.. Enumerable.Range(0, 400).Select(_ => world.Click(random, Back))];
        await world.Test.AddAsync(clicks);
        await world.Test.AddAsync([.. Enumerable.Range(0, 400).Select(i => world.Order(random, Back, clickId: i % 3 == 0 ? null : ((CouponPortal.Domain.Clicks.Click)clicks[i]).Id))]);

        for (var i = 0; i < 60; i++)
        {
            var (actor, spec) = (ReportSpecs.Actor(random), ReportSpecs.Any(random));
            spec = actor.IsNetworkAdmin && i % 5 == 0 ? spec with { AdvertiserId = 0 } : spec;
            await world.AgreesAsync(actor, spec);
            await world.OpensAsync(actor, spec);
        }
    }

    [Fact]
    public void A_report_is_the_same_after_its_way_through_a_query_string()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var (spec, errors) = (ReportSpecs.Any(random), new FieldErrors());
            var address = ReportQuery.Address("/reports", spec);

            var read = ReportQuery.Read(address, errors);

            Assert.False(errors.Any, errors.ToString());
            Assert.Equal(address, ReportQuery.Address("/reports", read));
        }
    }
}

/// <summary>Reports from a seed.</summary>
internal static class ReportSpecs
{
    public static Actor Actor(Random random) => random.Next(4) switch
    {
        0 => TestStore.PartnerUser(random.Next(1, 4)),
        1 => TestStore.Viewer(ReportWorld.Berlin, ReportWorld.NewYork),
        _ => ReportWorld.Admin,
    };

    public static ReportSpec Any(Random random)
    {
        var dimensions = Enum.GetValues<ReportDimension>();
        while (true)
        {
            var from = ReportWorld.Today.AddDays(-random.Next(65));
            var spec = new ReportSpec
            {
                AdvertiserId = random.Next(4) == 0 ? random.Next(1, 3) : null,
                From = from,
                To = from.AddDays(random.Next(40)),
                CompareFrom = random.Next(3) == 0 ? from.AddDays(-random.Next(1, 20)) : null,
                Dimensions = [.. random.GetItems(dimensions, random.Next(ReportSpec.MostDimensions + 1)).Distinct()],
                Measures = [.. random.GetItems(Enum.GetValues<ReportMeasure>(), random.Next(1, 5)).Distinct()],
                Filters = random.Next(2) == 0 ? [] : [Filter(random, random.GetItems([.. dimensions.Where(ReportColumns.MayFilter)], 1)[0])],
                Currency = random.Next(6) == 0 ? "EUR" : null,
            };
            spec = spec with { Sort = random.Next(3) == 0 ? new(null, spec.Measures[^1], random.Next(2) == 0) : spec.Dimensions is [.., var last] && random.Next(2) == 0 ? new(last, null, random.Next(2) == 0) : null };
            var errors = new FieldErrors();
            spec.Check(errors);
            if (!errors.Any)
            {
                return spec;
            }
        }
    }

    private static ReportFilter Filter(Random random, ReportDimension dimension) => new(
        dimension,
        ReportColumns.IsId(dimension) ? [random.Next(3).ToString(null, null), "11"]
        : ReportColumns.ChoicesOf(dimension) is { } choices ? [.. random.GetItems([.. choices.Order(StringComparer.Ordinal)], 2).Distinct()]
        : dimension == ReportDimension.Hour ? ["1", "2", "14"]
        : random.Next(2) == 0 ? ["DE", "mobile", "s1", "postback"] : [ReportFilter.None, "s2"]);
}
