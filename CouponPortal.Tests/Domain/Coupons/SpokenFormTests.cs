using CouponPortal.Domain.Coupons;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class SpokenFormTests
{
    [Theory]
    [InlineData("https://go.shop-now.example/SNAP10", "go dot shop hyphen now dot example, slash, S as in Sierra, N as in November, A as in Alfa, P as in Papa, digit one, digit zero")]
    [InlineData("https://go.example/OI0?oid=448", "go dot example, slash, O as in Oscar, I as in India, digit zero, question mark, O as in Oscar, I as in India, D as in Delta, equals sign, digit four, digit four, digit eight")]
    [InlineData("http://localhost:5000/ABC", "localhost, colon, digit five, digit zero, digit zero, digit zero, slash, A as in Alfa, B as in Bravo, C as in Charlie")]
    [InlineData("https://shop24.example/ABC", "S as in Sierra, H as in Hotel, O as in Oscar, P as in Papa, digit two, digit four dot example, slash, A as in Alfa, B as in Bravo, C as in Charlie")]
    public void Address_is_said_so_that_it_can_be_typed(string url, string said) => Assert.Equal(said, SpokenForm.OfUrl(url));

    [Fact]
    public void Every_sign_of_a_code_is_said_in_its_own_way()
    {
        var said = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".Select(sign => SpokenForm.OfCode(sign.ToString())).ToList();

        Assert.Equal(said.Count, said.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(SpokenForm.OfCode("SNAP0"), SpokenForm.OfCode("snap0"));
    }
}
