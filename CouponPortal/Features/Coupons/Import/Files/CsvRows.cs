using CsvHelper;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>The records of a UTF-8 file one by one, strictly. CsvHelper by itself recovers from nearly everything, which here would be a guess about somebody's money.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string _path;
    private readonly FileHeader _header;
    private readonly CsvReader _reader;

    public CsvRows(string path, FileHeader header)
    {
        (_path, _header) = (path, header);
        _reader = CsvReader.Create(FileHeader.OpenAt(path, header.Start), OptionsFor(header.Separator));
    }

    /// <summary>Where the record begins, as a text editor counts.</summary>
    public long Line => _reader.LineNumber + _header.LinesBefore;

    /// <summary>Bytes read so far.</summary>
    public long Position => _header.Start + _reader.ByteOffset;

    public static CsvReaderOptions OptionsFor(char separator) => new()
    {
        Separator = separator,
        DetectSeparatorHint = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MissingField = CsvMissingFieldHandling.Throw,
        MaxRecordSize = FileLimits.MaxRecord,
        IncludeValuesInExceptions = false,
        TrackLineNumbers = true,
    };

    /// <summary>Goes to the next record that has something in it; spreadsheets leave rows of separators at the end.</summary>
    /// <exception cref="FileFaultException">Codes <c>malformed</c>, <c>field_count</c>, <c>field_too_long</c>.</exception>
    public bool Read()
    {
        try
        {
            while (_reader.Read())
            {
                if (!IsBlank())
                {
                    return true;
                }
            }

            return false;
        }
        catch (CsvFormatException error)
        {
            throw new FileFaultException(CsvFaults.Of(error, _path, _header.Start, _header.LinesBefore));
        }
    }

    /// <summary>A cell as UTF-8, valid until the next read.</summary>
    public ReadOnlySpan<byte> Cell(int column) => _reader.GetSpan(column);

    public void Dispose() => _reader.Dispose();

    private bool IsBlank()
    {
        for (var i = 0; i < _reader.FieldCount; i++)
        {
            if (!_reader.GetSpan(i).Trim(" \t"u8).IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
