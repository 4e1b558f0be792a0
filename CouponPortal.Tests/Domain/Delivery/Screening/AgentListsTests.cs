using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tests.Domain.Delivery.Screening;

/// <summary>The words that find robots, against lists that others keep.</summary>
public sealed class AgentListsTests
{
    private const double LeastCaught = 0.99;

    [Fact]
    public void Published_crawlers_are_caught_at_least_99_of_100()
    {
        var crawlers = Listed('C');

        var missed = crawlers.Where(agent => Agent.KindOf(agent) == AgentKind.Person).ToList();

        Assert.InRange(crawlers.Count, 600, int.MaxValue);
        Assert.True(missed.Count <= crawlers.Count * (1 - LeastCaught), $"{missed.Count} of {crawlers.Count} pass for people:\n{string.Join('\n', missed)}");
    }

    [Fact]
    public void Published_browsers_all_pass_for_people()
    {
        var browsers = Listed('B');

        var flagged = browsers.Where(agent => Agent.KindOf(agent) != AgentKind.Person).ToList();

        Assert.InRange(browsers.Count, 500, int.MaxValue);
        Assert.Empty(flagged);
    }

    private static List<string> Listed(char kind)
    {
        using var stream = typeof(AgentListsTests).Assembly.GetManifestResourceStream("isbot-agents.txt")!;
        using var reader = new StreamReader(stream);
        var agents = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == kind)
            {
                agents.Add(line[2..]);
            }
        }

        return agents;
    }
}
