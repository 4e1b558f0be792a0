using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class ConnectionTable : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.Property(c => c.Name).HasMaxLength(Connection.MaxName);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Ignore(c => c.Health);
        builder.HasIndex(c => c.PublicId).IsUnique();
        builder.HasIndex(c => c.AdvertiserId);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(c => c.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(c => c.OfferId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ConnectionFactTable : IEntityTypeConfiguration<ConnectionFact>
{
    public void Configure(EntityTypeBuilder<ConnectionFact> builder)
    {
        builder.HasKey(f => new { f.ConnectionId, f.Kind, f.Key });
        builder.Property(f => f.Key).HasMaxLength(ConnectionFact.MaxKey);
        builder.HasOne<Connection>().WithMany().HasForeignKey(f => f.ConnectionId).OnDelete(DeleteBehavior.Cascade);
    }
}
