using System.Data.Common;
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

    private CancellationTokenSource _work = new();
    private ReportQuery _query = new(null);
    private ReportRange? _range;
    private DaySpan _days = new(default, default);
    private IReadOnlyList<Choice> _advertisers = [];
    private Names _names = Names.None;
    private Slice<AuditRow>? _slice;
    private bool? _mayRead;
    private bool _isAdmin;
    private bool _failed;
    private bool _isLoading;

    [SupplyParameterFromQuery(Name = "before")]
    private string? Before { get; set; }

    protected override Task OnParametersSetAsync()
    {
        _query = new ReportQuery(new Uri(navigation.Uri).Query);
        return ReloadAsync();
    }

    public void Dispose()
    {
        _work.Cancel();
        _work.Dispose();
    }

    private async Task ReloadAsync()
    {
        await _work.CancelAsync();
        _work.Dispose();
        _work = new CancellationTokenSource();
        var cancel = _work.Token;
        (_failed, _isLoading) = (false, true);
        try
        {
            var actor = await current.GetAsync(cancel);
            (_mayRead, _isAdmin) = (AuditAccess.MayRead(actor), actor.IsNetworkAdmin);
            var (filter, range) = AuditFilter.Of(_query);
            (_range, _days) = (range, range.Days(time.GetUtcNow().UtcDateTime, TimeZoneInfo.Utc));
            _advertisers = (await book.ChoicesAsync(actor, null, cancel)).Advertisers;
            var before = UrlValues.Key(Before);
            var slice = await Task.Run(() => list.NewestAsync(actor, filter, PageSize, before, cancel), cancel);
            _names = await book.OfAsync(actor, slice.Rows.Select(r => r.AdvertiserId), [], [], cancel);
            (_slice, _isLoading) = (slice, false);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // Another address, or nobody looks any more: the answer to this one is of no use.
        }
        catch (DbException error)
        {
            log.LogWarning(error, "The audit log could not be read.");
            (_failed, _isLoading) = (true, false);
        }
    }
}
