namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>How much of a file is taken. What is larger is refused with a sentence, before it costs memory.</summary>
public static class FileLimits
{
    public const long MaxBytes = 256L * 1024 * 1024;
    public const int MaxRows = 1_000_000;
    public const int MaxColumns = 100;

    /// <summary>Bytes of one record: the longest description and note, each character four bytes and each quote doubled, stay well below.</summary>
    public const int MaxRecord = 256 * 1024;
}
