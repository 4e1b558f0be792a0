using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class OrderFileTable : IEntityTypeConfiguration<OrderFile>
{
    public void Configure(EntityTypeBuilder<OrderFile> builder)
    {
        builder.Property(f => f.FileName).HasMaxLength(OrderFile.MaxFileName);
        builder.Property(f => f.Hash).HasMaxLength(64);
        builder.HasIndex(f => new { f.AdvertiserId, f.Hash }).IsUnique();
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(f => f.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class OrderFileContentTable : IEntityTypeConfiguration<OrderFileContent>
{
    public void Configure(EntityTypeBuilder<OrderFileContent> builder)
    {
        builder.HasKey(c => c.OrderFileId);
        builder.Property(c => c.OrderFileId).ValueGeneratedNever();
        builder.HasOne<OrderFile>().WithOne().HasForeignKey<OrderFileContent>(c => c.OrderFileId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class FeedTable : IEntityTypeConfiguration<Feed>
{
    public void Configure(EntityTypeBuilder<Feed> builder)
    {
        builder.Property(f => f.Name).HasMaxLength(Feed.MaxName);
        builder.Property(f => f.Url).HasMaxLength(Feed.MaxUrl);
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.Ignore(f => f.Every);
        builder.HasIndex(f => f.AdvertiserId);
        builder.HasIndex(f => f.DueAt);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(f => f.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(f => f.OfferId).OnDelete(DeleteBehavior.Restrict);
    }
}
