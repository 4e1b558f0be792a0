using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CouponPortal.Tracking.Domains;

/// <param name="Texts">Of all TXT records; empty when there are none.</param>
/// <param name="Fault">Why nothing is known, for people; null when the servers answered.</param>
public sealed record DnsTexts(IReadOnlyList<string> Texts, string? Fault);

/// <summary>Asks the machine's own resolvers for TXT records, which the framework cannot: UDP, and TCP where the answer is long (RFC 1035).</summary>
/// <param name="servers">Null = those that the machine uses.</param>
public sealed class DnsText(IReadOnlyList<IPEndPoint>? servers = null)
{
    private const int Port = 53;
    private const int MostServers = 3;
    private const int MaxDatagram = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="name">ASCII.</param>
    public async Task<DnsTexts> FindAsync(string name, CancellationToken cancel)
    {
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name);
        var asked = servers ?? OfThisMachine();
        if (asked.Count == 0)
        {
            return new([], "this machine has no DNS server (Dns:Servers names one)");
        }

        var fault = "no DNS server answered";
        foreach (var server in asked.Take(MostServers))
        {
            try
            {
                var texts = new List<string>();
                switch (await AskAsync(server, question, texts, cancel))
                {
                    case DnsReading.Answered:
                        return new(texts, null);
                    case DnsReading.NoSuchName:
                        return new([], null);
                    default:
                        fault = "the DNS server could not answer";
                        break;
                }
            }
            catch (Exception error) when (error is SocketException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // The next server is asked.
            }
        }

        return new([], fault);
    }

    private static async Task<DnsReading> AskAsync(IPEndPoint server, byte[] question, List<string> texts, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var reading = await ByDatagramAsync(server, question, texts, patience.Token);
        return reading == DnsReading.Truncated ? await ByStreamAsync(server, question, texts, patience.Token) : reading;
    }

    private static async Task<DnsReading> ByDatagramAsync(IPEndPoint server, byte[] question, List<string> texts, CancellationToken cancel)
    {
        // Connected: what others send to this port is dropped by the system. A guessed answer must hit port, number and question.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel);
        await socket.SendAsync(question, cancel);
        var buffer = new byte[MaxDatagram];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancel);
            if (DnsMessage.Read(buffer.AsSpan(0, length), question, texts) is var reading and not DnsReading.NotOurs)
            {
                return reading;
            }
        }
    }

    private static async Task<DnsReading> ByStreamAsync(IPEndPoint server, byte[] question, List<string> texts, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancel);
        await using var stream = new NetworkStream(socket);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], cancel);
        await stream.ReadExactlyAsync(length, cancel);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancel);
        return DnsMessage.Read(answer, question, texts) is var reading and not (DnsReading.Truncated or DnsReading.NotOurs) ? reading : DnsReading.Failed;
    }

    private static IReadOnlyList<IPEndPoint> OfThisMachine() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(n => n.OperationalStatus == OperationalStatus.Up)
            .SelectMany(n => n.GetIPProperties().DnsAddresses).Distinct().Select(a => new IPEndPoint(a, Port))];
}
