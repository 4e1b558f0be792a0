using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Audit;

/// <summary>The audit log. All that it shows is in the address; another address ends the query of the one before.</summary>
public sealed partial class AuditPage(AuditList list, NameBook book, CurrentActor current, Catalog catalog, NavigationManager navigation, TimeProvider time, ILogger<AuditPage> log)
    : ComponentBase, IDisposable
{
    internal const string Path = "audit";
    internal const string Refusal = "The network administrator and the managers of an advertiser read the audit log.";
    private const int PageSize = 50;

    private static readonly DatePreset[] Presets =
    [
        DatePreset.Today, DatePreset.Yesterday, DatePreset.Last7Days, DatePreset.Last30Days, DatePreset.Last90Days, DatePreset.ThisMonth, DatePreset.LastMonth, DatePreset.All,
    ];

    private readonly PageReading _reading = new();
    private ReportQuery _query = new(null);
    private ReportRange? _range;
    private DaySpan _days = new(default, default);
    private IReadOnlyList<Choice> _advertisers = [];
    private Names _names = Names.None;
    private Slice<AuditRow>? _slice;
    private bool? _mayRead;
    private bool _isAdmin;

    [SupplyParameterFromQuery(Name = "before")]
    private string? Before { get; set; }

    protected override Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        return ReloadAsync();
    }

    public void Dispose() => _reading.Dispose();

    private Task ReloadAsync() => _reading.RunAsync(ReadAsync, log, "The audit log");

    private async Task ReadAsync(CancellationToken cancel)
    {
        var actor = await current.GetAsync(cancel);
        var (filter, range) = AuditFilter.Of(_query);
        var days = range.Days(time.GetUtcNow().UtcDateTime, TimeZoneInfo.Utc);
        var advertisers = (await book.ChoicesAsync(actor, null, cancel)).Advertisers;
        var before = UrlValues.Key(Before);
        cancel.ThrowIfCancellationRequested();
        (_mayRead, _isAdmin, _range, _days, _advertisers) = (AuditAccess.MayRead(actor), actor.IsNetworkAdmin, range, days, advertisers);

        // Off the circuit's own thread: SQLite works on the thread that asks, and a click must get through to stop it.
        var slice = await Task.Run(() => list.NewestAsync(actor, filter, PageSize, before, cancel), cancel);
        var names = await book.OfAsync(actor, slice.Rows.Select(r => r.AdvertiserId), [], [], cancel);
        (_slice, _names) = (slice, names);
    }
}
