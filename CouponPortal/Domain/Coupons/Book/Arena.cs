namespace CouponPortal.Domain.Coupons.Book;

/// <summary>
/// Records of whole numbers, one after the other, in blocks that never move once full: growth copies nothing, and no array is large. One thread adds;
/// any thread reads a record whose position it was given.
/// </summary>
internal sealed class Arena
{
    private const int BlockBits = 16;
    private const int BlockSize = 1 << BlockBits;
    private const int FirstSize = 256;
    private int[][] _blocks = [new int[FirstSize]];
    private int _next = 1;

    /// <summary>Where the next record will begin, if it fits its block. 0 is no record's position.</summary>
    public int Next => _next;

    public Span<int> At(int position) => Volatile.Read(ref _blocks)[position >> BlockBits].AsSpan(position & (BlockSize - 1));

    /// <summary>Room for a record of <paramref name="length"/> numbers, all 0.</summary>
    /// <exception cref="InvalidOperationException">The arena is full (2^31 numbers).</exception>
    public Span<int> Add(int length, out int position)
    {
        if ((_next & (BlockSize - 1)) + length > BlockSize)
        {
            _next = checked((_next | (BlockSize - 1)) + 1);
        }

        position = _next;
        _next = checked(_next + length);
        Reach(position >> BlockBits, ((_next - 1) & (BlockSize - 1)) + 1);
        var record = At(position)[..length];
        record.Clear();
        return record;
    }

    /// <summary>Forgets the records from <paramref name="position"/> on, to which nobody has been pointed.</summary>
    public void Rewind(int position) => _next = position;

    // The first block grows, so that a book of ten coupons is small; who reads its former self finds the same records there.
    private void Reach(int block, int length)
    {
        if (block == _blocks.Length)
        {
            Volatile.Write(ref _blocks, [.. _blocks, new int[BlockSize]]);
        }
        else if (_blocks[block].Length < length)
        {
            var larger = new int[Math.Min(BlockSize, Math.Max(length, _blocks[block].Length * 4))];
            _blocks[block].CopyTo(larger, 0);
            int[][] blocks = [.. _blocks];
            blocks[block] = larger;
            Volatile.Write(ref _blocks, blocks);
        }
    }
}
