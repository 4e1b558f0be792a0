using System.Text;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>Where a byte of a UTF-8 file stands, as a text editor counts.</summary>
internal static class TextPlace
{
    /// <param name="offset">Of the byte, from 0; beyond the end it is the end.</param>
    public static (long Line, long Column) Of(string path, long offset)
    {
        using var file = File.OpenRead(path);
        var (line, column, carriage) = (1L, 1L, false);
        var chunk = new byte[64 * 1024];
        for (var at = 0L; at < offset;)
        {
            var read = file.Read(chunk, 0, (int)Math.Min(chunk.Length, offset - at));
            if (read == 0)
            {
                break;
            }

            foreach (var b in chunk.AsSpan(0, read))
            {
                if (b is (byte)'\r' || (b is (byte)'\n' && !carriage))
                {
                    (line, column) = (line + 1, 1);
                }
                else if (b != (byte)'\n' && (b & 0xC0) != 0x80)
                {
                    // The bytes that go on with a character are not counted.
                    column++;
                }

                carriage = b == (byte)'\r';
            }

            at += read;
        }

        return (line, HasMark(file) && line == 1 ? Math.Max(1, column - 1) : column);
    }

    /// <summary>The byte where a line begins.</summary>
    /// <param name="line">From 1.</param>
    public static long StartOf(string path, long line)
    {
        using var file = new BufferedStream(File.OpenRead(path), 64 * 1024);
        var (at, current) = (0L, 1L);
        while (current < line && file.ReadByte() is >= 0 and var b)
        {
            at++;
            if (b == '\r')
            {
                current++;
                if (file.ReadByte() == '\n')
                {
                    at++;
                }
                else
                {
                    file.Position = at;
                }
            }
            else if (b == '\n')
            {
                current++;
            }
        }

        return at;
    }

    /// <summary>Whether the file begins with a byte order mark, which is no character to anybody.</summary>
    public static bool HasMark(FileStream file)
    {
        Span<byte> first = stackalloc byte[3];
        file.Position = 0;
        return file.ReadAtLeast(first, 3, throwOnEndOfStream: false) == 3 && first.SequenceEqual(Encoding.UTF8.Preamble);
    }
}
