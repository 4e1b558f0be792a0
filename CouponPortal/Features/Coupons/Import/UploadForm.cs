using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>A multipart upload, streamed to the disk: its file and the fields beside it. Nothing of it is held in memory.</summary>
public sealed class UploadForm : IDisposable
{
    private const int MaxField = 2_000;
    private const int MaxFields = 20;
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private UploadForm(string path) => Path = path;

    public string Path { get; }

    /// <summary>As the uploader calls it, without folders; for people alone.</summary>
    public string FileName { get; private set; } = "";

    public bool HasFile { get; private set; }

    /// <summary>The names of the fields that were sent.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <exception cref="FileFaultException">Codes <c>content_type</c>, <c>too_large</c>, <c>form</c>.</exception>
    public static async Task<UploadForm> ReadAsync(HttpRequest request, ImportFolder folder, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new FileFaultException(new("content_type", "Send multipart/form-data with the CSV as “file”."));
        }

        if (request.ContentLength > FileLimits.MaxBytes + (64 * 1024))
        {
            throw TooLarge();
        }

        var form = new UploadForm(folder.NewUpload());
        try
        {
            await form.ReadAsync(new MultipartReader(boundary, request.Body), cancel);
            return form;
        }
        catch (Exception error)
        {
            form.Dispose();
            throw error is InvalidDataException or IOException { InnerException: null } and not BadHttpRequestException ? new FileFaultException(new("form", "The upload could not be read to its end.")) : error;
        }
    }

    /// <summary>Null when absent or blank.</summary>
    public string? Text(string name) => _fields.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    public void Dispose() => ImportFolder.Remove(Path);

    private static FileFaultException TooLarge() => new(new("too_large", $"The file has more than {FileLimits.MaxBytes / 1024 / 1024} MB. Split it into several."));

    private async Task ReadAsync(MultipartReader reader, CancellationToken cancel)
    {
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            var isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue || name.Equals("file", StringComparison.OrdinalIgnoreCase);
            if (isFile && !HasFile)
            {
                HasFile = true;
                FileName = NameOf(HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value);
                await CopyAsync(section.Body, cancel);
            }
            else if (isFile || _fields.Count >= MaxFields)
            {
                throw new FileFaultException(new("form", isFile ? "Send one file." : "Too many fields."));
            }
            else
            {
                _fields[name] = await FieldAsync(section.Body, cancel);
            }
        }
    }

    private static async Task<string> FieldAsync(Stream body, CancellationToken cancel)
    {
        using var reader = new StreamReader(body);
        var text = new char[MaxField + 1];
        var length = await reader.ReadBlockAsync(text, cancel);
        return length <= MaxField ? new string(text, 0, length) : throw new FileFaultException(new("form", $"A field has more than {MaxField} characters."));
    }

    private async Task CopyAsync(Stream body, CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(Path, options);
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancel)) > 0)
        {
            if (file.Position + read > FileLimits.MaxBytes)
            {
                throw TooLarge();
            }

            await file.WriteAsync(chunk.AsMemory(0, read), cancel);
        }
    }

    private static string NameOf(string? sent)
    {
        var name = (sent ?? "").Split('/', '\\')[^1];
        name = string.Concat(name.Where(c => !char.IsControl(c)));
        return name.Length > Domain.Coupons.CouponBatch.MaxFileName ? name[..Domain.Coupons.CouponBatch.MaxFileName] : name;
    }
}
