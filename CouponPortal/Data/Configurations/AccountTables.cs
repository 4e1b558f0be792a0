using CouponPortal.Data.Identity;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Partners;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CouponPortal.Data.Configurations;

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.Property(i => i.Email).HasMaxLength(Invitation.MaxEmail);
        builder.Property(i => i.InvitedBy).HasMaxLength(Invitation.MaxEmail);
        builder.Property(i => i.TokenHash).HasMaxLength(64);
        builder.Property(i => i.Version).IsConcurrencyToken();
        builder.HasIndex(i => i.TokenHash).IsUnique();
        builder.HasIndex(i => i.Email);
        builder.HasOne<Partner>().WithMany().HasForeignKey(i => i.PartnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(i => i.Advertisers).WithOne().HasForeignKey(a => a.InvitationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class InvitationAdvertiserTable : IEntityTypeConfiguration<InvitationAdvertiser>
{
    public void Configure(EntityTypeBuilder<InvitationAdvertiser> builder)
    {
        builder.HasKey(a => new { a.InvitationId, a.AdvertiserId });
        builder.HasOne<Advertiser>().WithMany().HasForeignKey(a => a.AdvertiserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PasswordResetTable : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.HasKey(r => r.UserId);
        builder.Property(r => r.TokenHash).HasMaxLength(64);
        builder.HasIndex(r => r.TokenHash).IsUnique();
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UserSessionTable : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.Property(s => s.Id).HasMaxLength(32);
        builder.Property(s => s.Browser).HasMaxLength(100);
        builder.Property(s => s.Address).HasMaxLength(64);
        builder.HasIndex(s => s.UserId);
        builder.HasIndex(s => s.LastSeenAt);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>As Identity's third schema has it. Identity itself leaves the table out of a context that is made without its options.</summary>
internal sealed class PasskeyTable : IEntityTypeConfiguration<IdentityUserPasskey<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<int>> builder)
    {
        builder.ToTable("UserPasskeys");
        builder.HasKey(p => p.CredentialId);
        builder.Property(p => p.CredentialId).HasMaxLength(1024);
        builder.OwnsOne(p => p.Data).ToJson();
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
