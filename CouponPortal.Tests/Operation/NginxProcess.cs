using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CouponPortal.Testing;

namespace CouponPortal.Tests.Operation;

/// <summary>nginx with deploy/nginx/portal.conf, on 127.0.0.1: only its ports, the nodes' addresses and the place of the certificate are others. It ends with this process.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    private const string Watch = """
        trap '' INT HUP TERM
        "$1" -p "$2" -c "$2/nginx.conf" -g 'daemon off;' 2>>"$2/error.log" &
        read -r end
        kill -QUIT $!
        wait $!
        """;

    private readonly Process _watch;
    private readonly string _folder;

    private NginxProcess(Process watch, string folder, Uri url) => (_watch, _folder, Url) = (watch, folder, url);

    public Uri Url { get; }

    /// <summary>Without the refusals that it answered by asking the other node.</summary>
    public string Errors => string.Join('\n', File.ReadLines(Path.Combine(_folder, "error.log")).Where(l => !l.Contains("connect() failed", StringComparison.Ordinal) && !l.Contains("temporarily disabled", StringComparison.Ordinal)));

    public string Log => File.ReadAllText(Path.Combine(_folder, "access.log"));

    public static async Task<NginxProcess> StartAsync(string portalConf, params Uri[] nodes)
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-nginx-").FullName;
        var port = LoopbackPort.Free();
        using (var key = RSA.Create(2048))
        {
            var request = new CertificateRequest("CN=portal.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            await File.WriteAllTextAsync(Path.Combine(folder, "portal.crt"), certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(folder, "portal.key"), key.ExportPkcs8PrivateKeyPem());
        }

        var conf = portalConf.Replace("/etc/nginx/tls/", folder + "/", StringComparison.Ordinal).Replace("/dev/stdout", Path.Combine(folder, "access.log"), StringComparison.Ordinal)
            .Replace("listen 80 default_server", $"listen 127.0.0.1:{port} default_server", StringComparison.Ordinal)
            .Replace("listen 443 ssl default_server", $"listen 127.0.0.1:{LoopbackPort.Free()} ssl default_server", StringComparison.Ordinal);
        foreach (var (index, node) in nodes.Index())
        {
            conf = conf.Replace($"portal{index}:8080", node.Authority, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "portal.conf"), conf);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nginx.conf"),
            $"pid {folder}/nginx.pid; error_log stderr warn; events {{ }} http {{ client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/portal.conf; }}");
        var watch = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Watch, "nginx-watch", Prerequisites.Nginx(), folder]) { UseShellExecute = false, RedirectStandardInput = true })!;
        return new NginxProcess(watch, folder, new Uri($"http://127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        _watch.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _watch.WaitForExitAsync(patience.Token);
        _watch.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
