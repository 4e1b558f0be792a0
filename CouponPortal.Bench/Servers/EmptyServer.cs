namespace CouponPortal.Bench.Servers;

/// <summary>The reference: Kestrel with nothing in it, which answers what the generator expects without looking at it.</summary>
internal static class EmptyServer
{
    public const string Mode = "--empty";

    private static readonly byte[] Accepted = "{\"duplicate\":false}"u8.ToArray();

    public static void Run(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.Run(http =>
        {
            if (http.Request.Path.Value is "/postback" or "/")
            {
                http.Response.ContentLength = Accepted.Length;
                return http.Response.Body.WriteAsync(Accepted, 0, Accepted.Length, CancellationToken.None);
            }

            http.Response.StatusCode = StatusCodes.Status302Found;
            http.Response.Headers.Location = "https://shop.example/";
            return Task.CompletedTask;
        });
        app.Run();
    }
}
