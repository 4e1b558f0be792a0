using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CouponPortal.Tests.Features.Accounts;

/// <summary>As much of SMTP as one letter needs.</summary>
internal static partial class MailBox
{
    public static async Task<string> ReceiveAsync(TcpListener listener)
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

    /// <summary>The text of a letter, whichever way it is encoded.</summary>
    public static string TextOf(string letter)
    {
        var lines = letter.ReplaceLineEndings("\n");
        var text = lines[(lines.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Replace("\n.\n", "\n", StringComparison.Ordinal);
        return lines.Contains("Content-Transfer-Encoding: base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace("\n", "", StringComparison.Ordinal)))
            : Encoded().Replace(text.Replace("=\n", "", StringComparison.Ordinal), m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString());
    }

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Encoded();
}
