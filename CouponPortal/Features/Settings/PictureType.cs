using System.Buffers.Binary;

namespace CouponPortal.Features.Settings;

/// <summary>
/// What a picture is, from its own bytes and never from its name. PNG and JPEG alone: both are pixels and nothing that runs, which an SVG is not.
/// </summary>
internal static class PictureType
{
    public const int MaxBytes = 256 * 1024;
    private const int MaxSide = 2_000;
    private const string Advice = "Choose a PNG or JPEG picture.";

    private static ReadOnlySpan<byte> PngStart => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

    public static (string? Type, string? Fault) Of(ReadOnlySpan<byte> picture)
    {
        if (picture.Length > MaxBytes)
        {
            return (null, $"The picture has {picture.Length / 1024} KB; at most {MaxBytes / 1024} KB are taken.");
        }

        var (type, size) = picture.StartsWith(PngStart) && picture.Length > 24
            ? ("image/png", (BinaryPrimitives.ReadUInt32BigEndian(picture[16..]), BinaryPrimitives.ReadUInt32BigEndian(picture[20..])))
            : picture is [0xFF, 0xD8, 0xFF, ..] ? ("image/jpeg", JpegSize(picture)) : (null, default((uint, uint)?));
        return size switch
        {
            null => (null, Advice),
            (0, _) or (_, 0) => (null, "The picture is damaged. " + Advice),
            ( > MaxSide, _) or (_, > MaxSide) => (null, $"The picture has {size.Value.Item1} × {size.Value.Item2} pixels; at most {MaxSide} × {MaxSide} are taken."),
            _ => (type, null),
        };
    }

    // Segments up to the one that tells the size; a frame has the marks C0 to CF but for three that mean something else.
    private static (uint, uint)? JpegSize(ReadOnlySpan<byte> picture)
    {
        var at = 2;
        while (at + 9 < picture.Length && picture[at] == 0xFF)
        {
            var (mark, length) = (picture[at + 1], BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 2)..]));
            if (mark is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 5)..]));
            }

            at += 2 + Math.Max(length, (ushort)2);
        }

        return null;
    }
}
