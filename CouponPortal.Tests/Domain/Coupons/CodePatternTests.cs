using System.Security.Cryptography;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class CodePatternTests
{
    [Theory]
    [InlineData("SUMMER{partner}{4 digits}", "SUMMERANNA[0-9]{4}", 10_000)]
    [InlineData("x{2 letters}y", "X[ACDEFGHJKMNPRTVWXY]{2}Y", 18 * 18)]
    [InlineData("{ 8 Random }", "[ACDEFGHJKMNPRTVWXY34679]{8}", 78_310_985_281)]
    [InlineData("ONE", "ONE", 1)]
    [InlineData("{1 digit}{1 digit}A", "[0-9]{2}A", 100)]
    public void Pattern_makes_codes_of_its_shape(string text, string shape, long capacity)
    {
        var pattern = CodePattern.Parse(text, out var fault);

        Assert.Null(fault);
        Assert.Equal(capacity, pattern!.Capacity);
        for (var i = 0; i < 200; i++)
        {
            Assert.Matches($"\\A{shape}\\z", pattern.Make("ANNA", RandomNumberGenerator.GetInt32));
        }
    }

    [Theory]
    [InlineData("", "Write a pattern")]
    [InlineData("SUM MER{8 random}", "means nothing here")]
    [InlineData("{8 randoms}", "means nothing here")]
    [InlineData("{random}", "means nothing here")]
    [InlineData("{0 digits}", "means nothing here")]
    [InlineData("{3 partner}", "means nothing here")]
    [InlineData("A{8 random", "means nothing here")]
    [InlineData("Ä{8 random}", "means nothing here")]
    [InlineData("{50 random}X", "50 are allowed")]
    [InlineData("AB", "fewer than 3")]
    public void Pattern_that_cannot_be_read_says_why(string text, string sentence)
    {
        Assert.Null(CodePattern.Parse(text, out var fault));
        Assert.Contains(sentence, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SALE{7 random}", true)]
    [InlineData("SALE{8 random}", false)]
    [InlineData("{4 digits}{4 letters}", false)]
    public void Pattern_with_few_random_characters_is_guessable(string text, bool guessable) => Assert.Equal(guessable, CodePattern.Parse(text, out _)!.IsGuessable);

    [Fact]
    public void Every_code_of_a_pattern_is_counted_once()
    {
        var all = CodePattern.Parse("A{2 digits}{1 letter}", out _)!.All("").ToList();

        Assert.Equal(1_800, all.Count);
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_two_readable_characters_look_alike()
    {
        var signs = Enumerable.Range(0, 5_000).Select(_ => CodePattern.Parse("AB{1 random}", out var _)!.Make("", RandomNumberGenerator.GetInt32)[2]).Distinct().ToList();

        Assert.All(signs, a => Assert.All(signs.Where(b => b != a), b => Assert.False(LookAlikes.LookTheSame($"{a}", $"{b}"))));
        Assert.Empty(signs.Intersect("0O1IL5S2Z8B"));
    }

    [Theory]
    [InlineData("Ana's Blog", "ANASBLOG")]
    [InlineData("Café Zürich", "CAFEZUERICH")]
    [InlineData("Łódź", "LODZ")]
    [InlineData("The very long name of a partner", "THEVERYLONG")]
    [InlineData("Supercalifragilistic", "SUPERCALIFRA")]
    [InlineData("日本", "P7")]
    public void Partner_has_a_short_form_of_letters_and_digits(string name, string form) => Assert.Equal(form, PartnerShortForm.Of(name, 7));

    [Fact]
    public void Partners_of_one_name_are_told_apart_by_their_ids()
    {
        var forms = PartnerShortForm.OfAll([(7, "Anna"), (8, "ANNA"), (9, "Ben")]);

        Assert.Equal(["ANNA7", "ANNA8", "BEN"], forms.Values);
    }
}
