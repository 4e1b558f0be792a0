using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Tests.Domain.Support;
using FsCheck;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Coupons.Book;

/// <summary>The packed book says what a plain dictionary would say, in every edition, however it got there.</summary>
public sealed class CouponBookProperties
{
    private static readonly string[] Codes = ["SNAPDOG", "SNAPCAT", "A1B", "SAVE10", "SAVE20", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDE"];
    private static readonly DateTime[] Times = [DateTime.MinValue, Shop.Noon.AddDays(-2), Shop.Noon.AddDays(-1), Shop.Noon, Shop.Noon.AddDays(1)];

    private static readonly Gen<(DateTime From, CouponTerms Terms)> Period =
        from code in Gen.Elements(Codes)
        from offer in Gen.Choose(1, 3)
        from visibility in Gen.Elements(Enum.GetValues<CouponVisibility>())
        from status in Gen.Elements(Enum.GetValues<CouponStatus>())
        from starts in Gen.Elements<DateTime?>(null, Times[1])
        from ends in Gen.Elements<DateTime?>(null, Times[3], DateTime.MaxValue)
        from partners in Gen.Choose(1, 40).UpTo(3)
        from time in Gen.Elements(Times)
        select (time, new CouponTerms(0, code, offer, visibility, status, starts, ends, [.. partners.Distinct().Order()]));

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Choose(0, 9)
        from coupon in Gen.Choose(1, 12)
        from advertiser in Gen.Choose(1, 3)
        from periods in Period.UpTo(3)
        select kind switch
        {
            0 => new Step.Publish(),
            1 => new Step.Copy(),
            2 => new Step.Remove(coupon),
            _ when periods.Count == 0 => new Step.Remove(coupon),
            _ => (Step)new Step.Put(coupon, advertiser, [.. periods.DistinctBy(p => p.From).OrderBy(p => p.From).Select(p => (p.From, p.Terms with { CouponId = coupon }))]),
        };

    [Fact]
    public void Every_edition_goes_on_saying_what_was_true_when_it_was_published() => Properties.Hold(Arb.From(AnyStep.UpTo(60)), steps =>
    {
        var book = new CouponBook();
        var model = new Dictionary<int, Step.Put>();
        var editions = new List<(CouponEdition Edition, Dictionary<int, Step.Put> Model)>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Put put:
                    var same = model.GetValueOrDefault(put.Coupon) is { } before && before.ToString() == put.ToString();
                    Assert.Equal(!same, PutInto(book, put));
                    model[put.Coupon] = put;
                    break;
                case Step.Remove remove:
                    Assert.Equal(model.Remove(remove.Coupon), book.Remove(remove.Coupon));
                    break;
                case Step.Publish:
                    editions.Add((book.Publish(), new(model)));
                    break;
                case Step.Copy:
                    book = book.Copy();
                    break;
            }

            Assert.Equal(model.Count, book.Count);
        }

        editions.Add((book.Publish(), model));
        foreach (var (edition, expected) in editions)
        {
            IsSame(expected, edition);
        }

        Assert.Equal(model.Keys.Order(), book.Ids(null).Order());
    });

    [Fact]
    public async Task Readers_beside_the_writer_see_whole_editions()
    {
        // Every edition gives all coupons the same offer, so that a mixture of two shows.
        const int Coupons = 3_000;
        const int Editions = 60;
        var book = new CouponBook();
        var current = Next(0);
        var done = false;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var looks = 0;
            for (var i = reader; !Volatile.Read(ref done) || looks < 1_000; i = (i * 31 + 7) % Coupons, looks++)
            {
                var edition = Volatile.Read(ref current);
                var (one, other) = (OfferOf(edition, i), OfferOf(edition, Coupons - 1 - i));
                Assert.NotEqual(0, one);
                Assert.Equal(one, other);
            }
        })).ToArray();

        for (var round = 1; round < Editions; round++)
        {
            Volatile.Write(ref current, Next(round));
            book = round % 20 == 19 ? book.Copy() : book;
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(readers);

        CouponEdition Next(int round)
        {
            for (var i = 0; i < Coupons; i++)
            {
                PutInto(book, new Step.Put(i + 1, 1, [(DateTime.MinValue, new CouponTerms(i + 1, $"CODE{i}", round + 1, CouponVisibility.Private, CouponStatus.Active, null, null, [2]))]));
            }

            return book.Publish();
        }

        static int OfferOf(CouponEdition edition, int coupon)
        {
            var offer = 0;
            foreach (var found in edition.Find($"CODE{coupon}", Shop.Noon, 1))
            {
                Assert.Equal(0, offer);
                offer = found.Standing.OfferId;
            }

            return offer;
        }
    }

    [Fact]
    public void Most_of_a_book_that_was_changed_again_and_again_is_past_and_a_copy_is_not()
    {
        var book = new CouponBook();
        for (var round = 0; !book.IsMostlyPast; round++)
        {
            PutInto(book, new Step.Put(1 + (round % 100), 1, [(DateTime.MinValue, new CouponTerms(1 + (round % 100), "SNAPDOG", round, CouponVisibility.Private, CouponStatus.Active, null, null, []))]));
        }

        Assert.Equal(100, book.Copy().Count);
        Assert.False(book.Copy().IsMostlyPast);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ÄPFEL")]
    public void Code_that_no_order_can_carry_is_left_out(string code)
    {
        var book = new CouponBook();

        Assert.False(book.Put(new CouponLine { CouponId = 1, AdvertiserId = 1, OfferId = 1, Visibility = CouponVisibility.Private, Status = CouponStatus.Active, PartnerIds = [], Code = code }));
        book.Put(1, CouponHistory.Always(new CouponTerms(2, code, 1, CouponVisibility.Private, CouponStatus.Active, null, null, [])).Periods);

        Assert.Empty(book.Publish().CodesOf(1));
        Assert.Null(book.Publish().AdvertisersOf(code).Least);
    }

    private static bool PutInto(CouponBook book, Step.Put put)
    {
        if (put.Periods is not [(var from, var terms)] || from != DateTime.MinValue)
        {
            return book.Put(put.Advertiser, put.Periods);
        }

        return book.Put(new CouponLine
        {
            CouponId = put.Coupon,
            AdvertiserId = put.Advertiser,
            OfferId = terms.OfferId,
            Visibility = terms.Visibility,
            Status = terms.Status,
            StartsAt = terms.StartsAt,
            EndsAt = terms.EndsAt,
            PartnerIds = terms.PartnerIds.ToArray(),
            Code = terms.Code,
        });
    }

    private static void IsSame(Dictionary<int, Step.Put> model, CouponEdition edition)
    {
        foreach (var code in Codes)
        {
            var having = model.Values.Where(p => p.Periods.Exists(x => x.Terms.Code == code)).Select(p => p.Advertiser).Distinct().Order().ToList();
            var (least, several) = edition.AdvertisersOf(code);
            Assert.Equal(having, several ?? (least is { } only ? [only] : []));
            foreach (var (at, advertiser) in Times.SelectMany(t => new[] { 1, 2, 3 }, (t, a) => (t, a)))
            {
                var found = new List<string>();
                foreach (var record in edition.Find(code, at, advertiser))
                {
                    Assert.Equal(record.Terms().Standing, record.Standing);
                    found.Add(Text(record.Terms()));
                }

                var expected = model.Values.Where(p => p.Advertiser == advertiser)
                    .Select(p => new CouponHistory(p.Periods).At(at)).Where(t => t?.Code == code).Select(t => Text(t!));
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
            }
        }

        foreach (var advertiser in new[] { 1, 2, 3 })
        {
            Assert.Equal(
                model.Values.Where(p => p.Advertiser == advertiser).SelectMany(p => p.Periods, (_, x) => x.Terms.Code).Distinct().Order(StringComparer.Ordinal),
                edition.CodesOf(advertiser));
        }
    }

    private static string Text(CouponTerms terms) => $"{terms with { PartnerIds = [] }} {string.Join(',', terms.PartnerIds)}";

    private abstract record Step
    {
        public sealed record Put(int Coupon, int Advertiser, List<(DateTime From, CouponTerms Terms)> Periods) : Step
        {
            public override string ToString() => $"Put {Coupon} {Advertiser} {string.Join("; ", Periods.Select(p => $"{p.From:O} {Text(p.Terms)}"))}";
        }

        public sealed record Remove(int Coupon) : Step;

        public sealed record Publish : Step;

        public sealed record Copy : Step;
    }
}
