using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CouponPortal.Tests.Tracking.Domains;

/// <summary>A DNS server on this machine that has TXT records; UDP and TCP on one port.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _stream = new(IPAddress.Loopback, 0);
    private readonly UdpClient _datagrams;
    private readonly Task _serving;

    private DnsServer()
    {
        _stream.Start();
        End = (IPEndPoint)_stream.LocalEndpoint;
        _datagrams = new UdpClient(End);
        _serving = Task.WhenAll(ByDatagramAsync(), ByStreamAsync());
    }

    public IPEndPoint End { get; }

    /// <summary>By lower-case name.</summary>
    public Dictionary<string, string[]> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends each datagram cut, and an answer to somebody else before it.</summary>
    public bool Cuts { get; set; }

    public static DnsServer Start() => new();

    /// <summary>The answer to a question: an alias first, then the texts, each in parts of at most 200 characters.</summary>
    public static byte[] Answer(byte[] question, string[]? texts, bool cut = false)
    {
        var records = new List<byte>();
        foreach (var text in texts ?? [])
        {
            var data = text.Chunk(200).SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.Latin1.GetBytes(part)]).ToArray();
            records.AddRange([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        }

        byte[] alias = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12];
        var message = (byte[])[.. question, .. cut || texts is null ? [] : (byte[])[.. alias, .. records]];
        (message[2], message[3]) = ((byte)(0x81 | (cut ? 2 : 0)), (byte)(0x80 | (texts is null ? 3 : 0)));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)(cut || texts is null ? 0 : texts.Length + 1));
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stream.Stop();
        _datagrams.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private string[]? Of(byte[] question)
    {
        var (name, at) = (new StringBuilder(), 12);
        for (; question[at] > 0; at += question[at] + 1)
        {
            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        return Texts.GetValueOrDefault(name.ToString().ToLowerInvariant());
    }

    private async Task ByDatagramAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _datagrams.ReceiveAsync(_stop.Token);
                if (Cuts)
                {
                    byte[] foreign = [.. asked.Buffer];
                    foreign[0] ^= 0xff;
                    await _datagrams.SendAsync(Answer(foreign, ["foreign"]), asked.RemoteEndPoint, _stop.Token);
                }

                await _datagrams.SendAsync(Answer(asked.Buffer, Of(asked.Buffer), Cuts), asked.RemoteEndPoint, _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Closed: the test is over.
        }
    }

    private async Task ByStreamAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _stream.AcceptTcpClientAsync(_stop.Token);
                await using var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _stop.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _stop.Token);
                var answer = Answer(question, Of(question));
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Closed: the test is over.
        }
    }
}
