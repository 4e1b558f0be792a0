namespace CouponPortal.Domain;

/// <summary>
/// Text in a file that people open in a spreadsheet, which takes some first characters for the start of a formula: those cells get an apostrophe in front,
/// and reading takes it away again (OWASP ASVS 1.2.10).
/// </summary>
public static class SpreadsheetCell
{
    private const char Mark = '\'';

    // What Excel, LibreOffice or Google Sheets take for the start of a formula, and what they skip before one; the last four are the full-width forms.
    private const string FormulaStarts = "=+-@\t\r\n\0＝＋－＠";

    /// <summary>A text that begins with apostrophes and then such a character gets one more, so that <see cref="Unguard"/> gives every text back.</summary>
    public static string Guard(string text) => IsFormula(text.AsSpan().TrimStart(Mark)) ? Mark + text : text;

    public static string Unguard(string cell) => cell.StartsWith(Mark) && IsFormula(cell.AsSpan().TrimStart(Mark)) ? cell[1..] : cell;

    private static bool IsFormula(ReadOnlySpan<char> text) => !text.IsEmpty && FormulaStarts.Contains(text[0]);
}
