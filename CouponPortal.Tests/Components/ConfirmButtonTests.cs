using Bunit;
using CouponPortal.Components.Controls;

namespace CouponPortal.Tests.Components;

public sealed class ConfirmButtonTests : BunitContext
{
    [Fact]
    public async Task Button_pressed_again_while_it_works_does_not_work_twice()
    {
        var runs = 0;
        var work = new TaskCompletionSource();
        var button = Render<ConfirmButton>(p => p.Add(b => b.Text, "Save").Add(b => b.OnConfirmed, () =>
        {
            runs++;
            return work.Task;
        }));

        var first = button.Find("button").ClickAsync(new());
        var second = button.Find("button").ClickAsync(new());

        Assert.Equal("true", button.Find("button").GetAttribute("aria-busy"));
        Assert.True(button.Find("button").HasAttribute("disabled"));
        work.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(1, runs);
        Assert.False(button.Find("button").HasAttribute("disabled"));
    }

    [Fact]
    public void Button_with_a_question_works_only_after_the_answer()
    {
        var runs = 0;
        var button = Render<ConfirmButton>(p => p.Add(b => b.Text, "Delete").Add(b => b.Question, "Delete for good?").Add(b => b.OnConfirmed, () =>
        {
            runs++;
            return Task.CompletedTask;
        }));

        button.Find("button").Click();
        Assert.Equal(0, runs);
        button.Find("button.button-danger").Click();

        Assert.Equal(1, runs);
    }
}
