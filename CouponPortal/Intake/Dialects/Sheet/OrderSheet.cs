using CouponPortal.Intake.Dialects.Feeds;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>An uploaded file as a table: xlsx or text with separators, told apart by its first bytes and not by its name.</summary>
public static class OrderSheet
{
    private static readonly string[] Workbooks = [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"];

    /// <param name="fileName">As the uploader calls it.</param>
    public static (SheetTable? Read, Refusal? Why) Read(byte[] file, string fileName)
    {
        try
        {
            return (file switch
            {
                [] => throw Fault("empty", "The file is empty."),
                { Length: > SheetTable.MaxBytes } => throw Fault("too_large", $"The file has more than {SheetTable.MaxBytes / 1024 / 1024} MB."),
                [0xD0, 0xCF, 0x11, 0xE0, ..] => throw Fault("type", "This is an old .xls workbook, or one with a password. Save it as .xlsx without a password, or as CSV."),
                [(byte)'P', (byte)'K', 3, 4, ..] => XlsxSheet.Read(file),
                _ when Workbooks.Any(w => fileName.EndsWith(w, StringComparison.OrdinalIgnoreCase)) => throw Fault("type", "The name says workbook, but the content is none. Save it as .xlsx, or name it .csv."),
                _ => CsvSheet.Read(file),
            }, null);
        }
        catch (FeedFaultException fault)
        {
            return (null, fault.Why);
        }
    }

    internal static FeedFaultException Fault(string code, string message) => new(Refusal.Bad(code, message, "file"));
}
