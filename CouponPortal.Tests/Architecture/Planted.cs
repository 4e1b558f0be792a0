#pragma warning disable IDE0130, MA0182, CA1823, IDE0051, IDE0052 // Planted: wrong on purpose, and used by nobody.

namespace Planted.Domain
{
    internal sealed class UsesTheStoreInALambda
    {
        public static Func<int> Count => () => new Data.Store().Rows.Count;
    }

    internal sealed class ReadsAFile
    {
        public static string Text(string path) => System.IO.File.ReadAllText(path);
    }

    internal sealed class Waits
    {
        public static async Task<int> NextAsync(Task<int> task) => await task + 1;
    }

    internal sealed class Pure
    {
        public static int Of(IReadOnlyList<string> words) => words.Where(w => w.Length > 3).GroupBy(w => w[0]).Count();
    }
}

namespace Planted.Data
{
    internal sealed class Store
    {
        public List<string> Rows { get; } = [];

        public int Words => Domain.Pure.Of(Rows);
    }
}

namespace Planted.Components
{
    internal sealed class KnowsTheStoreByATypeArgument
    {
        private readonly Dictionary<int, Data.Store[]> _stores = [];
    }

    internal sealed class Badge : Microsoft.AspNetCore.Components.ComponentBase;
}

namespace Planted.Features.Coupons
{
    internal sealed class CouponList(Data.Store store)
    {
        public int Count => store.Words;
    }

    internal sealed class CouponsPage : Microsoft.AspNetCore.Components.ComponentBase
    {
        internal static Components.Badge Badge => new();
    }
}

namespace Planted.Features.Offers
{
    internal sealed class LeansOnAnotherSlice
    {
        public static int Count(object list) => list is Coupons.CouponList coupons ? coupons.Count : 0;
    }

    [System.ComponentModel.TypeConverter(typeof(Api.UsesAQuery))]
    internal sealed class NamesTheApiInAnAttribute;
}

namespace Planted.Api
{
    internal sealed class UsesAQuery
    {
        public static int Count(Features.Coupons.CouponList list) => list.Count;
    }

    internal sealed class UsesAPage
    {
        public static Type Page => typeof(Features.Coupons.CouponsPage);
    }
}

namespace Planted.Elsewhere
{
    internal sealed class InNoLayer;
}
