using CouponPortal.Testing;

namespace CouponPortal.Bench.Servers;

/// <summary>The limit that people know: nginx, one worker, which returns a fixed answer.</summary>
internal static class NginxServer
{
    // The shell puts the port of the address it is given into the file; nginx then takes the shell's place, so that its processor time is the process's.
    private const string Start = """
        cat > nginx.conf <<END
        daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr error;
        events { worker_connections 1024; }
        http {
          access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server {
            listen 127.0.0.1:${1##*:};
            location = / { return 200 '{"duplicate":false}'; }
            location = /postback { return 200 '{"duplicate":false}'; }
            location / { return 302 https://shop.example/; }
          }
        }
        END
        exec "$0" -p "$PWD/" -c nginx.conf
        """;

    /// <summary>Null where there is none.</summary>
    public static async Task<ServerProcess?> StartAsync(CancellationToken cancel)
    {
        var nginx = Prerequisites.OnPath("nginx") ?? (File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : null);
        return nginx is null
            ? null
            : await ServerProcess.StartAsync("nginx `return`", ["/bin/sh", "-c", Start, nginx], "", "/", new Dictionary<string, string>(StringComparer.Ordinal), cancel);
    }
}
