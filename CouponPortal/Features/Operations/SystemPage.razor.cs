using System.Data.Common;
using System.Globalization;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Features.Operations;

/// <summary>How the installation is; asks every two seconds, and all pages together ask the database once.</summary>
public sealed partial class SystemPage(SystemStatus status, CurrentActor current) : ComponentBase
{
    private SystemView? _view;
    private bool? _mayRead;
    private bool _failed;

    protected override Task OnInitializedAsync() => ReadAsync();

    internal static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private async Task ReadAsync()
    {
        try
        {
            var view = await status.ReadAsync(await current.GetAsync(), CancellationToken.None);
            (_mayRead, _view, _failed) = (view is not null, view ?? _view, view is { Store: null });
        }
        catch (Exception error) when (error is DbException or TimeoutException || error.InnerException is DbException)
        {
            // Who asks cannot be looked up either: what is shown stays.
            _failed = true;
        }
    }
}
