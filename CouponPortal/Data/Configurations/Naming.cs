using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CouponPortal.Data.Configurations;

/// <summary>snake_case for tables, columns and indexes, and text for enums: one spelling in database, API and URL.</summary>
internal static class Naming
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                // A column of its owner's, which the owner names; inside, the names are Identity's.
                entity.SetContainerColumnName(SnakeCase.Of(entity.GetContainerColumnName()!));
                continue;
            }

            var table = SnakeCase.Of(entity.GetTableName()!.Replace("AspNet", "", StringComparison.Ordinal));
            entity.SetTableName(table);
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase.Of(property.Name));
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsEnum && !type.IsDefined(typeof(FlagsAttribute), inherit: false))
                {
                    property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(EnumText<>).MakeGenericType(type))!);
                    property.SetMaxLength(32);
                }
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName("pk_" + table);
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName($"fk_{table}_{string.Join('_', foreignKey.Properties.Select(p => p.GetColumnName()))}");
            }

            foreach (var index in entity.GetIndexes().Where(i => i.Name is null))
            {
                index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Select(p => p.GetColumnName()))}");
            }
        }
    }
}
