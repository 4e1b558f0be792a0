using QRCoder;

namespace CouponPortal.Components.Sharing;

/// <summary>The QR code of a tracking URL, black on white with its quiet zone, whatever the page's colours: scanners expect it.</summary>
public static class QrImage
{
    /// <summary>About 1,000 pixels for a usual address: enough for a flyer.</summary>
    private const int PixelsPerModule = 24;

    public static byte[] Png(string url)
    {
        using var data = Encode(url);
        return new PngByteQRCode(data).GetGraphic(PixelsPerModule);
    }

    /// <summary>Without a size of its own: it fills what it is put in.</summary>
    public static string Svg(string url)
    {
        using var data = Encode(url);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    // Level M survives 15 % of damage: print is folded and scratched.
    private static QRCodeData Encode(string url) => QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
}
