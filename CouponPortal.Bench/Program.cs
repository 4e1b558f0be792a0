using CouponPortal.Bench;
using CouponPortal.Bench.Bulk;
using CouponPortal.Bench.Coupons;
using CouponPortal.Bench.Flat;
using CouponPortal.Bench.Lists;
using CouponPortal.Bench.Outages;
using CouponPortal.Bench.Pages;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Reports;
using CouponPortal.Bench.Screening;
using CouponPortal.Bench.Servers;
using CouponPortal.Bench.Starts;

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
    var report = await ReportAsync();
    await Console.Out.WriteLineAsync(report);
    if (options.Out is { } file)
    {
        MarkdownReport.WriteInto(file, report, options.Case is null or "click" or "postback" ? MarkdownReport.Mark : $"{MarkdownReport.Mark} {options.Case}");
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
    switch (options.Case)
    {
        case BenchOptions.ListCase:
            return await ListBench.RunAsync(options, stop.Token);
        case BenchOptions.BulkCase:
            return await BulkBench.RunAsync(options, stop.Token);
        case BenchOptions.CatalogCase:
            return CatalogReport.Of(await CatalogCase.RunAsync(options, stop.Token), load);
        case BenchOptions.ReportCase:
            return await ReportBench.RunAsync(options, stop.Token);
        case BenchOptions.FlatCase:
            return await FlatCase.RunAsync(options, stop.Token);
        case BenchOptions.StartCase:
            return await StartCase.RunAsync(options, stop.Token);
        case BenchOptions.OutageCase:
            return await OutageBench.RunAsync(options, stop.Token);
        case BenchOptions.PageCase:
            return await PageCase.RunAsync(options, stop.Token);
        case BenchOptions.ScreeningCase:
            return await ScreeningCase.RunAsync(options, stop.Token);
        default:
            await using (var comparison = new Comparison(options, stop.Token))
            {
                return MarkdownReport.Of(await comparison.RunAsync(), options, load);
            }
    }
}
