using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CouponPortal.Tests.Features.Accounts;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting;

/// <summary>The form for who has forgotten the password, with a mail server on this machine: what it answers, and the letter that comes.</summary>
public sealed partial class ForgottenPasswordTests
{
    private const string Chosen = "amber-lantern-41-reef";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_comes_by_mail_to_who_has_an_account_works_once_and_nobody_else_learns_of_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var host = PortalHost.With(
            ("PublicUrl", "http://portal.example"), ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", port), ("Smtp:From", "portal@network.example"), ("Smtp:Tls", "false"));
        using var visitor = host.Visitor();

        // The same answer for both; a letter for one alone, which is the first that arrives.
        var received = MailBox.ReceiveAsync(listener);
        var unknown = await AskAsync(visitor, "nobody@shop.example", "/account/forgotten");
        var known = await AskAsync(visitor, PortalHost.AdminEmail, "/account/forgotten");
        Assert.Equal(unknown, known);
        Assert.Contains("If there is an account with this address", known, StringComparison.Ordinal);
        var letter = await received.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Contains($"RCPT TO:<{PortalHost.AdminEmail}>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nobody@shop.example", letter, StringComparison.Ordinal);

        // The address of the setting, whatever host the request named.
        var link = Link().Match(MailBox.TextOf(letter)).Value;
        Assert.True(link.StartsWith("http://portal.example/account/reset?token=", StringComparison.Ordinal) && link.Length == "http://portal.example/account/reset?token=".Length + 64, letter);
        var path = new Uri(link).PathAndQuery;
        using var changed = await visitor.SendFormAsync(path, "reset", ("Password", Chosen));
        Assert.True(changed.IsSuccessStatusCode || changed.StatusCode == HttpStatusCode.Redirect, changed.StatusCode.ToString());

        Assert.Contains("This link does not work", await visitor.GetStringAsync(new Uri(path, UriKind.Relative), Cancel), StringComparison.Ordinal);
        using var former = host.Visitor();
        using var refused = await former.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        using var admitted = await former.SignInAsync(PortalHost.AdminEmail, Chosen);
        Assert.Equal(HttpStatusCode.Redirect, admitted.StatusCode);
        Assert.False(listener.Pending());
    }

    private static async Task<string> AskAsync(HttpClient visitor, string email, string path)
    {
        using var answer = await visitor.SendFormAsync(path, "forgotten", ("Email", email));
        return Tokens().Replace(await answer.Content.ReadAsStringAsync(Cancel), "");
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Link();

    // What differs from one answer to the next by itself.
    [GeneratedRegex("<!--Blazor[^>]*-->|name=\"__RequestVerificationToken\" value=\"[^\"]+\"")]
    private static partial Regex Tokens();
}
