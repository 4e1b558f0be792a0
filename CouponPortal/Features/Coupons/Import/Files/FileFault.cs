namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>Why a file was not taken. Nothing of it is kept then.</summary>
/// <param name="Code">Stable, for programs: encoding, malformed, field_count, field_too_long, ….</param>
/// <param name="Message">For people; begins with line and column where there are any.</param>
/// <param name="Line">From 1, as a text editor counts.</param>
/// <param name="Column">From 1, in characters of that line.</param>
public sealed record FileFault(string Code, string Message, long? Line = null, long? Column = null)
{
    public static FileFault At(string code, (long Line, long Column) place, string message) =>
        new(code, $"Line {place.Line}, column {place.Column}: {message}", place.Line, place.Column);
}

/// <summary>Ends the reading of a file.</summary>
public sealed class FileFaultException(FileFault fault) : Exception(fault.Message)
{
    public FileFault Fault => fault;
}
