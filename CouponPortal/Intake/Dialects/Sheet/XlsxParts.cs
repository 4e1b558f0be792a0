using System.IO.Compression;
using System.Xml;
using static CouponPortal.Intake.Dialects.Sheet.OrderSheet;

namespace CouponPortal.Intake.Dialects.Sheet;

/// <summary>
/// The parts of a workbook, looked at before anything is inflated: how many they are, how large they say they are, how much smaller they were packed. A part that is larger than
/// it says is cut off and refused. Nothing is ever written to the disk, so a part's name leads nowhere.
/// </summary>
internal sealed class XlsxParts : IDisposable
{
    private const int MaxEntries = 500;
    private const long MaxInflated = 48L * 1024 * 1024;
    private const long RatioCounts = 4L * 1024 * 1024;
    private const int MaxRatio = 100;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);

    public XlsxParts(byte[] file)
    {
        _archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
        if (_archive.Entries.Count > MaxEntries)
        {
            throw Fault("too_large", $"The workbook has {_archive.Entries.Count} parts; at most {MaxEntries} are read.");
        }

        foreach (var entry in _archive.Entries)
        {
            if (entry.Length > RatioCounts && entry.Length / Math.Max(1, entry.CompressedLength) > MaxRatio)
            {
                throw Fault("too_large", "A part of the workbook would grow more than a hundredfold when unpacked.");
            }

            if (!_parts.TryAdd(entry.FullName.Replace('\\', '/'), entry))
            {
                throw Fault("corrupt", "Two parts of the workbook have one name.");
            }
        }

        if (_archive.Entries.Sum(e => e.Length) > MaxInflated)
        {
            throw Fault("too_large", $"Unpacked, the workbook has more than {MaxInflated / 1024 / 1024} MB.");
        }
    }

    public IEnumerable<string> Names => _parts.Keys;

    public bool Has(string name) => _parts.ContainsKey(name);

    /// <returns>Null where there is no such part.</returns>
    public XmlReader? Open(string name) => _parts.TryGetValue(name, out var part) ? XmlReader.Create(new Bounded(part.Open(), part.Length), Feeds.XmlText.Strict) : null;

    public void Dispose() => _archive.Dispose();

    /// <summary>As many bytes as were declared, and no more.</summary>
    private sealed class Bounded(Stream inner, long declared) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            _read += read;
            return _read > declared ? throw Fault("corrupt", "A part of the workbook is larger than it says.") : read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
