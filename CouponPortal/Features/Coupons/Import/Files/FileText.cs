using System.Text;
using System.Text.Unicode;

namespace CouponPortal.Features.Coupons.Import.Files;

public enum FileEncoding
{
    /// <summary>With or without a byte order mark.</summary>
    Utf8,

    /// <summary>With a byte order mark; without one it cannot be told from noise.</summary>
    Utf16,

    /// <summary>Never guessed: somebody says so.</summary>
    Windows1252,
}

/// <summary>
/// Makes an uploaded file UTF-8, strictly: a byte that is no text refuses the file. A replacement character would make another code of it, and nobody would see.
/// </summary>
internal static class FileText
{
    private const string Advice =
        "Save the file as UTF-8 (in Excel: Save As, “CSV UTF-8 (Comma delimited)”; in LibreOffice: character set “Unicode (UTF-8)”). "
        + "If it comes from an older Windows program, choose Windows-1252 as its encoding.";

    /// <param name="asWindows1252">The uploader's word; a byte order mark says more.</param>
    /// <exception cref="FileFaultException">Code <c>encoding</c>: line and column of the first byte that is no text.</exception>
    public static async Task<FileEncoding> MakeUtf8Async(string path, bool asWindows1252, CancellationToken cancel)
    {
        var mark = new byte[4];
        int length;
        await using (var file = File.OpenRead(path))
        {
            length = await file.ReadAtLeastAsync(mark, 4, throwOnEndOfStream: false, cancel);
        }

        switch (mark.AsSpan(0, length))
        {
            case [0xFF, 0xFE, 0, 0] or [0, 0, 0xFE, 0xFF]:
                throw new FileFaultException(new("encoding", "The file is UTF-32. " + Advice));
            case [0xFF, 0xFE, ..]:
                await TranscodeAsync(path, new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), cancel);
                return FileEncoding.Utf16;
            case [0xFE, 0xFF, ..]:
                await TranscodeAsync(path, new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true), cancel);
                return FileEncoding.Utf16;
            case [0xEF, 0xBB, 0xBF, ..]:
                asWindows1252 = false;
                break;
        }

        if (asWindows1252)
        {
            await TranscodeAsync(path, CodePagesEncodingProvider.Instance.GetEncoding(1252)!, cancel);
            await CheckAsync(path, cancel);
            return FileEncoding.Windows1252;
        }

        await CheckAsync(path, cancel);
        return FileEncoding.Utf8;
    }

    private static async Task TranscodeAsync(string path, Encoding encoding, CancellationToken cancel)
    {
        var copy = path + ".utf8";
        try
        {
            using (var reader = new StreamReader(path, encoding, detectEncodingFromByteOrderMarks: false))
            {
                await using var writer = new StreamWriter(copy, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                var chunk = new char[32 * 1024];
                int read;
                while ((read = await reader.ReadAsync(chunk, cancel)) > 0)
                {
                    var text = chunk.AsMemory(0, read);
                    if (text.Span.Contains('\0'))
                    {
                        throw new FileFaultException(new("encoding", "The file has the character U+0000, which is no text. " + Advice));
                    }

                    await writer.WriteAsync(text, cancel);
                }
            }

            File.Move(copy, path, overwrite: true);
        }
        catch (DecoderFallbackException)
        {
            throw new FileFaultException(new("encoding", $"The file begins as {encoding.EncodingName}, but some of it is not. " + Advice));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static async Task CheckAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var chunk = new byte[128 * 1024];
        var (at, kept) = (0L, 0);
        while (true)
        {
            var read = await file.ReadAsync(chunk.AsMemory(kept), cancel);
            var bytes = chunk.AsSpan(0, kept + read);
            var whole = read == 0 ? bytes.Length : bytes.Length - Unfinished(bytes);
            if (FirstFault(bytes[..whole]) is { } fault)
            {
                var nul = bytes[fault] == 0;
                throw new FileFaultException(FileFault.At(
                    "encoding", TextPlace.Of(path, at + fault), (nul ? "a zero byte; the file may be UTF-16 without a byte order mark. " : "this is not UTF-8. ") + Advice));
            }

            if (read == 0)
            {
                return;
            }

            bytes[whole..].CopyTo(chunk);
            (at, kept) = (at + whole, bytes.Length - whole);
        }
    }

    /// <summary>Bytes at the end that may be the beginning of a character.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) != 0x80)
            {
                var needs = b switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
                return needs > back ? back : 0;
            }
        }

        return 0;
    }

    private static int? FirstFault(ReadOnlySpan<byte> bytes)
    {
        var nul = bytes.IndexOf((byte)0);
        if (nul < 0 && Utf8.IsValid(bytes))
        {
            return null;
        }

        for (var at = 0; at < bytes.Length;)
        {
            if (bytes[at] == 0 || Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return at;
            }

            at += length;
        }

        return nul;
    }
}
