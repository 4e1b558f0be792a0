namespace CouponPortal.Components.Layout;

/// <summary>The layouts around a page: one of staff, one of partners.</summary>
/// <param name="Partner">A partner's layout: its menu asks the store, so it is no part of the components.</param>
public sealed record Shells(Type Partner)
{
    public Type Of(bool isPartner) => isPartner ? Partner : typeof(MainLayout);
}
