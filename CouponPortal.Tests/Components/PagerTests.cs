using CouponPortal.Data;

namespace CouponPortal.Tests.Components;

public sealed class PagerTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData(2, 25)]
    [InlineData(3, 50)]
    [InlineData(99, 50)]
    public async Task A_page_beyond_the_end_of_the_list_is_its_last_one(int? page, int first)
    {
        var all = Enumerable.Range(0, 51).ToList();

        var rows = await Paging.RowsAsync(page, skip => Task.FromResult(new Page<int>([.. all.Skip(skip).Take(25)], all.Count)));

        Assert.Equal(first, rows.Rows[0]);
    }

    [Fact]
    public async Task An_empty_list_is_read_once()
    {
        var reads = 0;

        var rows = await Paging.RowsAsync(4, _ => Task.FromResult(new Page<int>([], reads++)));

        Assert.Empty(rows.Rows);
        Assert.Equal(1, reads);
    }
}
