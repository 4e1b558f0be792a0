using CouponPortal.Bench;
using CouponPortal.Bench.Bulk;
using CouponPortal.Bench.Coupons;
using CouponPortal.Bench.Lists;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Reports;
using CouponPortal.Bench.Servers;

switch (args)
{
    case [EmptyServer.Mode, var url]:
        EmptyServer.Run(url);
        return 0;
    case [NaiveServer.Mode, var url]:
        NaiveServer.Run(url);
        return 0;
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message + "\n" + BenchOptions.Usage);
    return 2;
}

// Ctrl-C ends the round, and the way out ends what was started.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    if (options.Case == BenchOptions.ListCase)
    {
        await Console.Out.WriteLineAsync(await ListBench.RunAsync(options, stop.Token));
        return 0;
    }

    if (options.Case == BenchOptions.BulkCase)
    {
        await Console.Out.WriteLineAsync(await BulkBench.RunAsync(options, stop.Token));
        return 0;
    }

    var report = await ReportAsync();
    await Console.Out.WriteLineAsync(report);
    if (options.Out is { } file)
    {
        MarkdownReport.WriteInto(file, report, options.Case switch { BenchOptions.CatalogCase => CatalogReport.Mark, BenchOptions.ReportCase => ReportBench.Mark, _ => MarkdownReport.Mark });
    }

    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (InvalidOperationException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

async Task<string> ReportAsync()
{
    var load = Machine.Load();
    if (options.Case == BenchOptions.CatalogCase)
    {
        return CatalogReport.Of(await CatalogCase.RunAsync(options, stop.Token), load);
    }

    if (options.Case == BenchOptions.ReportCase)
    {
        return await ReportBench.RunAsync(options, stop.Token);
    }

    await using var comparison = new Comparison(options, stop.Token);
    return MarkdownReport.Of(await comparison.RunAsync(), options, load);
}
