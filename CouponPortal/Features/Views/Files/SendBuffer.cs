using System.Buffers;

namespace CouponPortal.Features.Views.Files;

/// <summary>Takes what is written without waiting, and sends it on when asked: the archive writer closes its entries synchronously, which a response refuses.</summary>
internal sealed class SendBuffer(Stream target) : Stream
{
    private readonly ArrayBufferWriter<byte> _waiting = new(128 * 1024);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public int Waiting => _waiting.WrittenCount;

    public async Task SendAsync(CancellationToken cancel)
    {
        await target.WriteAsync(_waiting.WrittenMemory, cancel);
        _waiting.ResetWrittenCount();
    }

    public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
