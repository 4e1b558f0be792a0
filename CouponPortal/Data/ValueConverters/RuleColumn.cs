using CouponPortal.Domain.Delivery;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CouponPortal.Data.ValueConverters;

/// <summary>Delivery rules are a column of text each (<see cref="RuleText"/>): they are read whole with their offer or advertiser, and nothing is searched in them.</summary>
internal static class RuleColumn
{
    public static PropertyBuilder<T> IsRuleText<T>(this PropertyBuilder<T> property)
        where T : class, new() => property.HasConversion(
            new ValueConverter<T, string>(rules => RuleText.Of(rules), text => RuleText.Read<T>(text)),
            new ValueComparer<T>((a, b) => Equals(a, b), rules => rules.GetHashCode(), rules => rules));
}
