using System.Net;
using System.Net.Sockets;
using CouponPortal.Features.Accounts.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Features.Accounts;

public sealed class PostmanTests
{
    [Fact]
    public async Task Letter_reaches_the_mail_server_with_sender_receiver_and_text()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = MailBox.ReceiveAsync(listener);
        var postman = new Postman(new MailServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "portal@network.example", null, null, Tls: false), NullLogger<Postman>.Instance);

        Assert.True(await postman.SendAsync("new@shop.example", "Your invitation", "Open this link:\nhttps://portal.example/account/invitation?token=abc", default));

        var letter = await received;
        Assert.Contains("MAIL FROM:<portal@network.example>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("RCPT TO:<new@shop.example>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: Your invitation", letter, StringComparison.Ordinal);
        Assert.Contains("\nhttps://portal.example/account/invitation?token=abc", MailBox.TextOf(letter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_and_no_server_are_no_fault_of_the_caller()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.False(await new Postman(new MailServer("127.0.0.1", port, "portal@network.example", null, null, Tls: false), NullLogger<Postman>.Instance).SendAsync("a@shop.example", "s", "t", default));
        Assert.False(await new Postman(null, NullLogger<Postman>.Instance).SendAsync("a@shop.example", "s", "t", default));
    }
}
