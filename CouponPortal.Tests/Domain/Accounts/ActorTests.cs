using CouponPortal.Domain.Accounts;

namespace CouponPortal.Tests.Domain.Accounts;

public sealed class ActorTests
{
    [Theory]
    [InlineData(Role.NetworkAdmin, false, true, true, true, true)]
    [InlineData(Role.NetworkAdmin, true, true, true, false, false)]
    [InlineData(Role.AdvertiserManager, false, true, false, true, false)]
    [InlineData(Role.AdvertiserManager, true, true, false, false, false)]
    [InlineData(Role.AdvertiserViewer, false, true, false, false, false)]
    [InlineData(Role.Partner, false, false, false, false, false)]
    public void Rights_are_those_of_the_role(Role role, bool readOnly, bool seesOwn, bool seesOthers, bool managesOwn, bool administrates)
    {
        var actor = new Actor("x", role, [7], ReadOnly: readOnly);

        Assert.Equal((seesOwn, seesOthers), (actor.Sees(7), actor.Sees(8)));
        Assert.Equal((managesOwn, managesOwn && seesOthers), (actor.Manages(7), actor.Manages(8)));
        Assert.Equal((managesOwn, administrates), (actor.ManagesSome, actor.CanAdministrate));
    }
}
