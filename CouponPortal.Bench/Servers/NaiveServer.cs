using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Bench.Servers;

/// <summary>The contrast: the same look-up and one EF Core SaveChanges a request, as durable as the product.</summary>
internal static class NaiveServer
{
    public const string Mode = "--naive";

    // The catalog is not what is compared.
    private static readonly HashSet<string> Codes = [.. Enumerable.Range(0, 1_000).Select(i => Shop.CodeOf(i))];

    public static void Run(string url)
    {
        var file = Path.Combine(Directory.GetCurrentDirectory(), "naive.db");
        var connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddDbContext<NaiveContext>(options => options.UseSqlite(connection));
        var app = builder.Build();
        using (var scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<NaiveContext>().Database.EnsureCreated();
        }

        app.Run(http => http.Request.Path.Value switch
        {
            "/" => http.Response.WriteAsync("ready", CancellationToken.None),
            "/postback" => OrderAsync(http),
            _ => ClickAsync(http),
        });
        app.Run();
    }

    private static async Task ClickAsync(HttpContext http)
    {
        var code = http.Request.Path.Value![1..];
        await using var db = http.RequestServices.GetRequiredService<NaiveContext>();
        await db.OpenAsync();
        db.Clicks.Add(new NaiveClick { Code = Codes.Contains(code) ? code : null, UserAgent = http.Request.Headers.UserAgent.ToString() });
        await db.SaveChangesAsync();
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = "https://shop.example/";
    }

    private static async Task OrderAsync(HttpContext http)
    {
        var query = http.Request.Query;
        await using var db = http.RequestServices.GetRequiredService<NaiveContext>();
        await db.OpenAsync();
        db.Orders.Add(new NaiveOrder { OrderId = query["order_id"].ToString(), Code = query["coupon_code"], ClickId = query["transaction_id"], Amount = query["amount"] });
        await db.SaveChangesAsync();
        var answer = "{\"duplicate\":false}"u8.ToArray();
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }
}

internal sealed class NaiveContext(DbContextOptions<NaiveContext> options) : DbContext(options)
{
    public DbSet<NaiveClick> Clicks => Set<NaiveClick>();

    public DbSet<NaiveOrder> Orders => Set<NaiveOrder>();

    // The product's durability: an answer means that the row is on disk.
    public async Task OpenAsync()
    {
        await Database.OpenConnectionAsync();
        await Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<NaiveOrder>().HasIndex(o => o.OrderId).IsUnique();
}

internal sealed class NaiveClick
{
    public long Id { get; set; }
    public string? Code { get; set; }
    public string? UserAgent { get; set; }
}

internal sealed class NaiveOrder
{
    public long Id { get; set; }
    public required string OrderId { get; set; }
    public string? Code { get; set; }
    public string? ClickId { get; set; }
    public string? Amount { get; set; }
}
