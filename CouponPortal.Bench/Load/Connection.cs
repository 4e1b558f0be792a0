using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CouponPortal.Bench.Load;

/// <summary>One keep-alive HTTP/1.1 connection with one request under way. Nothing is allocated per request.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthField = "\r\nContent-Length: "u8.ToArray();
    private readonly byte[] _received = new byte[8 * 1024];
    private int _length;
    private long _sentAt;

    public Connection(int port)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Loopback, port);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    public void Send(byte[] request)
    {
        _length = 0;
        _sentAt = Stopwatch.GetTimestamp();
        if (Socket.Send(request) != request.Length)
        {
            throw new InvalidOperationException("A request did not fit into the socket's buffer.");
        }
    }

    /// <summary>Takes what has arrived; the time since sending when the answer is whole, else null.</summary>
    /// <exception cref="InvalidOperationException">The answer is not the one that the case asks for: a rate of errors would be worth nothing.</exception>
    public TimeSpan? Receive(Requests expected)
    {
        var read = Socket.Receive(_received.AsSpan(_length));
        _length += read;
        var answer = _received.AsSpan(0, _length);
        var head = answer.IndexOf(EndOfHead);
        if (head >= 0)
        {
            var at = answer[..head].IndexOf(LengthField);
            if (at < 0 || !Utf8Parser.TryParse(answer[(at + LengthField.Length)..], out int body, out _))
            {
                throw Unexpected(expected, answer);
            }

            var end = head + EndOfHead.Length + body;
            if (_length >= end)
            {
                var good = _length == end && answer[9..].StartsWith(expected.Status) && answer[head..].IndexOf(expected.Needle) >= 0;
                return good ? Stopwatch.GetElapsedTime(_sentAt) : throw Unexpected(expected, answer);
            }
        }

        return read > 0 ? null : throw Unexpected(expected, answer);
    }

    public void Dispose() => Socket.Dispose();

    private static InvalidOperationException Unexpected(Requests expected, ReadOnlySpan<byte> answer) =>
        new($"A {expected.Name} was not answered as it must be:\n{Encoding.UTF8.GetString(answer)}");
}
