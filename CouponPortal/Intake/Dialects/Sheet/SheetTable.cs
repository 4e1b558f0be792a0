namespace CouponPortal.Intake.Dialects.Sheet;

public enum CellKind
{
    Text,

    /// <summary>A spreadsheet's number, which may also be a day.</summary>
    Number,

    /// <summary>Calculated: what it shows was cached by somebody's program, and may be anything.</summary>
    Formula,
    Fault,
}

/// <param name="Text">As the file has it, without surrounding blanks; of a number its digits.</param>
public readonly record struct SheetCell(string Text, CellKind Kind)
{
    public bool IsEmpty => Text.Length == 0 && Kind is not CellKind.Formula;
}

/// <param name="Row">Its number in the file, from 1: a spreadsheet's row, a text's line.</param>
/// <param name="Cells">One for each column of the header; missing ones are empty.</param>
public sealed record SheetLine(int Row, IReadOnlyList<SheetCell> Cells);

/// <summary>A file of rows under one header, whatever kind it is.</summary>
/// <param name="Sheet">The sheet's name; empty for a text.</param>
/// <param name="Has1904Dates">Whether days are counted from 1904 on, as old Macintosh workbooks do.</param>
public sealed record SheetTable(string Sheet, IReadOnlyList<string> Header, IReadOnlyList<SheetLine> Lines, bool Has1904Dates)
{
    public const int MaxBytes = 16 * 1024 * 1024;
    public const int MaxRows = 10_000;
    public const int MaxColumns = 64;

    /// <summary>Characters of one cell, and of all together: what is larger is no list of orders.</summary>
    public const int MaxCell = 4_096;
    public const int MaxText = 8 * 1024 * 1024;
}
