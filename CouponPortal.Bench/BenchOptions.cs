using System.Globalization;

namespace CouponPortal.Bench;

/// <summary>The command line.</summary>
internal sealed record BenchOptions
{
    public const string ListCase = "list";
    public const string CatalogCase = "catalog";
    public const string BulkCase = "bulk";
    public const string ReportCase = "reports";
    public const string FlatCase = "flat";
    public const string StartCase = "start";
    public const string PageCase = "pages";
    public const string ScreeningCase = "screening";
    public const string OutageCase = "outage";

    public const string Usage = """
        usage: dotnet run -c Release --project CouponPortal.Bench -- [options]
          --seconds N       length of a round, 1 to 60 (5)
          --rounds N        rounds of each server, 1 to 20 (3)
          --codes N         coupon codes in the store, 2 to 1000 (1000)
          --case NAME       click or postback alone; list: the coupon list's own service; catalog: what holding the coupons costs; bulk: a bulk add; reports: the report query;
                            flat: clicks and postbacks on ever more stored rows; start: from nothing to ready; pages: first bytes, sizes, and 200 people on the list;
                            screening: a coupon URL with every check on beside the same with none; outage: redirects while PostgreSQL is away
          --rows N          coupons of cases list, catalog and bulk, 1000 to 20000000 (1000000)
          --clicks N        clicks of cases reports and flat, 1000 to 100000000 (20000000)
          --orders N        orders of cases reports and flat, 1000 to 50000000 (5000000)
          --days N          days that they lie on, 30 to 1000 (365)
          --connections N   keep-alive connections, 1 to 256 (64, then 8)
          --without NAME    leave out sqlite, postgres or naive; may be repeated
          --at STRING       connection string of a PostgreSQL database that case reports fills if it is empty, and keeps
          --out FILE        also write the table between the markers of this Markdown file
        """;

    public int Seconds { get; private set; } = 5;
    public int Rounds { get; private set; } = 3;
    public int Codes { get; private set; } = 1_000;
    public int Rows { get; private set; } = 1_000_000;
    public int Clicks { get; private set; } = 20_000_000;
    public int Orders { get; private set; } = 5_000_000;
    public int Days { get; private set; } = 365;
    public string? Case { get; private set; }
    public IReadOnlyList<int>? Connections { get; private set; }
    public bool Sqlite { get; private set; } = true;
    public bool Postgres { get; private set; } = true;
    public bool Naive { get; private set; } = true;
    public string? At { get; private set; }
    public string? Out { get; private set; }

    /// <exception cref="FormatException">Says which option is wrong.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                throw new FormatException($"{args[i]} has no value.");
            }

            options.Set(args[i], args[i + 1]);
        }

        return options;
    }

    private void Set(string name, string value)
    {
        switch (name, value)
        {
            case ("--seconds", _):
                Seconds = Number(name, value, 1, 60);
                break;
            case ("--rounds", _):
                Rounds = Number(name, value, 1, 20);
                break;
            case ("--codes", _):
                Codes = Number(name, value, 2, 1_000);
                break;
            case ("--connections", _):
                Connections = [Number(name, value, 1, 256)];
                break;
            case ("--rows", _):
                Rows = Number(name, value, 1_000, 20_000_000);
                break;
            case ("--clicks", _):
                Clicks = Number(name, value, 1_000, 100_000_000);
                break;
            case ("--orders", _):
                Orders = Number(name, value, 1_000, 50_000_000);
                break;
            case ("--days", _):
                Days = Number(name, value, 30, 1_000);
                break;
            case ("--case", "click" or "postback" or ListCase or CatalogCase or BulkCase or ReportCase or FlatCase or StartCase or PageCase or ScreeningCase or OutageCase):
                Case = value;
                break;
            case ("--without", "sqlite"):
                Sqlite = false;
                break;
            case ("--without", "postgres"):
                Postgres = false;
                break;
            case ("--without", "naive"):
                Naive = false;
                break;
            case ("--at", _):
                At = value;
                break;
            case ("--out", _):
                Out = Path.GetFullPath(value);
                break;
            default:
                throw new FormatException($"{name} {value} is not known.");
        }
    }

    private static int Number(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{name} is a number from {min} to {max}.");
}
