using CouponPortal.Data.Identity;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.Property(v => v.Name).HasMaxLength(SavedView.MaxName);
        builder.Property(v => v.Page).HasMaxLength(SavedView.MaxPage);
        builder.Property(v => v.Query).HasMaxLength(SavedView.MaxQuery);
        builder.Property(v => v.Version).IsConcurrencyToken();
        builder.HasIndex(v => new { v.OwnerId, v.Page, v.Name }).IsUnique();
        builder.HasIndex(v => v.Page);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(v => v.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(v => v.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ScheduledExportTable : IEntityTypeConfiguration<ScheduledExport>
{
    public void Configure(EntityTypeBuilder<ScheduledExport> builder)
    {
        builder.Property(e => e.Url).HasMaxLength(ScheduledExport.MaxUrl);
        builder.Property(e => e.Version).IsConcurrencyToken();
        builder.HasIndex(e => e.OwnerId);
        builder.HasIndex(e => e.DueAt);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(e => e.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SavedView>().WithMany().HasForeignKey(e => e.SavedViewId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExportRunTable : IEntityTypeConfiguration<ExportRun>
{
    public void Configure(EntityTypeBuilder<ExportRun> builder)
    {
        builder.Property(r => r.Error).HasMaxLength(ExportRun.MaxError);
        builder.Property(r => r.FileName).HasMaxLength(200);
        builder.HasIndex(r => new { r.ScheduledExportId, r.Id });

        // The cleaning's: the few that have a file.
        builder.HasIndex(r => r.FileUntil).HasFilter("file_until IS NOT NULL");
        builder.HasOne<ScheduledExport>().WithMany().HasForeignKey(r => r.ScheduledExportId).OnDelete(DeleteBehavior.Cascade);
    }
}
