using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Tests.Domain.Delivery.Screening;

public sealed class AgentTests
{
    [Theory]
    [InlineData("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)")]
    [InlineData("WhatsApp/2.23.20.0 A")]
    [InlineData("TelegramBot (like TwitterBot)")]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")]
    [InlineData("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com")]
    [InlineData("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0")]
    public void Who_draws_a_links_card_is_a_preview(string agent)
    {
        Assert.Equal(AgentKind.LinkPreview, Agent.KindOf(agent));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("curl/8.5.0")]
    [InlineData("python-requests/2.32.3")]
    [InlineData("Go-http-client/1.1")]
    [InlineData("PostmanRuntime/7.39.0")]
    [InlineData("node")]
    [InlineData("Mozilla/5.0 (compatible; Any/1.0)")]
    [InlineData("Mozilla/5.0")]
    [InlineData("GPTBot/1.2")]
    [InlineData("MOZILLA/5.0 (COMPATIBLE; BINGBOT/2.0)")]
    public void Program_is_a_robot(string agent)
    {
        Assert.Equal(AgentKind.Robot, Agent.KindOf(agent));
    }

    [Fact]
    public void Steered_browser_is_told_apart_and_a_robot_in_it_is_a_robot()
    {
        const string headless = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36";

        Assert.Equal(AgentKind.Automated, Agent.KindOf(headless));
        Assert.Equal(AgentKind.Robot, Agent.KindOf(headless + " Chrome-Lighthouse"));
        Assert.Equal(AgentKind.Robot, Agent.KindOf("HeadlessChrome"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; CUBOT_X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.85 Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 330.0.3.29.109 (iPhone14,5; iOS 17_4)")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0 Mobile Safari/537.36 GoogleApp/15.16.43")]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/444.0.0.27;]")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0")]
    public void Browser_in_an_app_or_on_an_odd_phone_and_silence_are_people(string agent)
    {
        Assert.Equal(AgentKind.Person, Agent.KindOf(agent));
    }

    [Fact]
    public void Any_text_at_all_gets_an_answer()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(_ => (char)random.Next(1, 0x3000)));
            Assert.True(Enum.IsDefined(Agent.KindOf(text)));
            Assert.Equal(AgentKind.Robot, Agent.KindOf("crawler " + text));
        }
    }
}
