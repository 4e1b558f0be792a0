using System.Net;
using CouponPortal.Data;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.Import.Files;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

/// <summary>What the import pages fetch and send besides their circuit, over HTTP with the cookie of a signed-in person.</summary>
public sealed class ImportFilesTests(SharedPortals portals)
{
    [Theory]
    [InlineData(ImportPaths.AddTemplate, "add-coupons.csv")]
    [InlineData(ImportPaths.UpdateTemplate, "update-coupons.csv")]
    public async Task Template_is_a_file_that_an_upload_takes_and_asks_for_a_sign_in(string path, string name)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        using var stranger = host.Visitor();
        using var turnedAway = await stranger.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, turnedAway.StatusCode);

        using var visitor = await host.SignedInAsync();
        using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(name, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        var header = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim();
        var mode = path == ImportPaths.AddTemplate ? "add" : "update";
        var cells = string.Join(',', header.Split(',').Select(_ => "x"));
        var taken = await host.UploadAsync(Manager, $"{header}\n{cells}\n", ("mode", mode), ("advertiser_id", $"{Ames}"), ("dry_run", "true"));
        Assert.Equal("0 0 0 1", taken.Counts());
    }

    [Theory, BothEngines]
    public async Task Refused_rows_come_back_as_they_were_with_their_reasons_and_load_again_once_corrected(DatabaseProvider engine)
    {
        var host = await portals.OnAsync(engine);
        var code = $"BACK{engine}".ToUpperInvariant();
        var dry = await host.UploadAsync(Manager, $"offer_id,affiliate_id,coupon_code,status,description\n10,5,{code}A,active,fine\n10,99,{code}B,active,=1+1\n", ("mode", "add"), ("dry_run", "true"));
        Assert.Equal("1 0 0 1", dry.Counts());
        var id = dry.Json.GetProperty("import_id").GetInt32();
        using var visitor = await host.SignedInAsync();

        var csv = await visitor.GetStringAsync(new Uri(ImportPaths.RefusedOf(id), UriKind.Relative), TestContext.Current.CancellationToken);

        var lines = csv.TrimStart('\uFEFF').TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal("offer_id,affiliate_id,coupon_code,status,description,errors", lines[0]);
        Assert.StartsWith($"10,99,{code}B,active,'=1+1,", lines[1], StringComparison.Ordinal);
        Assert.Contains("affiliate_id", lines[1], StringComparison.Ordinal);
        var corrected = await host.UploadAsync(Manager, csv.Replace("10,99,", "10,5,", StringComparison.Ordinal), ("mode", "add"), ("dry_run", "true"));
        Assert.Equal("1 0 0 0", corrected.Counts());
    }

    [Fact]
    public async Task Refused_rows_of_an_import_that_is_not_there_are_not_found()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        using var visitor = await host.SignedInAsync();

        using var answer = await visitor.GetAsync(new Uri(ImportPaths.RefusedOf(999_999), UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Upload_over_the_limit_is_refused_with_413_and_leaves_nothing()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        using var content = new MultipartFormDataContent
        {
            { new StringContent("add"), "mode" }, { new StreamContent(new ZeroStream(FileLimits.MaxBytes + 1)), "file", "coupons.csv" },
        };

        var answer = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", content);

        Assert.Equal(413, answer.Status);
        Assert.Equal("too_large", answer.Code);
    }

    /// <summary>So many bytes without holding them.</summary>
    private sealed class ZeroStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            Array.Fill(buffer, (byte)'0', offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
