using CouponPortal.Features.Attribution;

namespace CouponPortal.Tests.Features.Attribution;

public sealed class AttributionReportCsvTests
{
    [Theory]
    [InlineData("=1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\0=1")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠1")]
    public void A_cell_that_could_start_a_formula_gets_an_apostrophe(string cell) => Assert.Equal("'" + cell, AttributionReportCsv.Guard(cell));

    [Theory]
    [InlineData("")]
    [InlineData("ORDER-1")]
    [InlineData("1=1")]
    [InlineData(" =1")]
    [InlineData("'=1")]
    [InlineData("ünï")]
    public void Any_other_cell_stays_as_it_is(string cell) => Assert.Equal(cell, AttributionReportCsv.Guard(cell));
}
