using System.Net;
using System.Net.Sockets;
using System.Text;
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
        var received = ReceiveAsync(listener);
        var postman = new Postman(new MailServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "portal@network.example", null, null, Tls: false), NullLogger<Postman>.Instance);

        Assert.True(await postman.SendAsync("new@shop.example", "Your invitation", "Open this link:\nhttps://portal.example/account/invitation?token=abc", default));

        var letter = await received;
        Assert.Contains("MAIL FROM:<portal@network.example>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("RCPT TO:<new@shop.example>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: Your invitation", letter, StringComparison.Ordinal);
        Assert.Contains("token=", letter.Replace("=3D", "=", StringComparison.Ordinal), StringComparison.Ordinal);
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

    // As much of SMTP as one letter needs.
    private static async Task<string> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        var all = new StringBuilder();
        await writer.WriteLineAsync("220 ready");
        var inText = false;
        while (await reader.ReadLineAsync() is { } line && line != "QUIT")
        {
            all.AppendLine(line);
            if (inText && line != ".")
            {
                continue;
            }

            (inText, var answer) = inText ? (false, "250 taken") : line == "DATA" ? (true, "354 go on") : (false, "250 fine");
            await writer.WriteLineAsync(answer);
            if (answer == "250 taken")
            {
                break;
            }
        }

        return all.ToString();
    }
}
