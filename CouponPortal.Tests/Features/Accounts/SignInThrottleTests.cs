using CouponPortal.Features.Accounts;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Accounts;

public sealed class SignInThrottleTests
{
    private readonly FixedTimeProvider _time = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new(_time);

    [Fact]
    public void Guesser_waits_after_eight_tries_and_then_twice_as_long_each_time()
    {
        Fail(SignInThrottle.Free - 1);
        Assert.True(_throttle.MayTry("a@shop.example", "203.0.113.0/24"));

        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            Fail(1);
            _time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.False(_throttle.MayTry("a@shop.example", "203.0.113.0/24"));
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(_throttle.MayTry("a@shop.example", "203.0.113.0/24"));
        }
    }

    [Fact]
    public void Tries_elsewhere_do_not_keep_the_owner_out_nor_do_those_at_another_account()
    {
        Fail(30);

        Assert.False(_throttle.MayTry(" A@SHOP.example", "203.0.113.0/24"));
        Assert.True(_throttle.MayTry("a@shop.example", "198.51.100.0/24"));
        Assert.True(_throttle.MayTry("b@shop.example", "203.0.113.0/24"));
    }

    [Fact]
    public void Tries_while_waiting_do_not_make_the_wait_longer()
    {
        Fail(SignInThrottle.Free);
        Fail(50);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_throttle.MayTry("a@shop.example", "203.0.113.0/24"));
    }

    [Fact]
    public void Success_forgets_what_went_before()
    {
        Fail(SignInThrottle.Free - 1);
        _throttle.Forget("a@shop.example", "203.0.113.0/24");
        Fail(SignInThrottle.Free - 1);

        Assert.True(_throttle.MayTry("a@shop.example", "203.0.113.0/24"));
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _throttle.Failed("a@shop.example", "203.0.113.0/24");
        }
    }
}
