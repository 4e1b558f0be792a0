using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data;

/// <summary>Proves that EF Core reaches SQLite from a test host, whichever binding the feed gave.</summary>
public sealed class SqliteSmokeTests
{
    [Fact]
    public async Task Ef_core_writes_and_reads_an_in_memory_database()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var context = new NotesContext(new DbContextOptionsBuilder<NotesContext>().UseSqlite(connection).Options);
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        context.Notes.Add(new Note { Text = "kept" });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        context.ChangeTracker.Clear();

        var note = await context.Notes.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal("kept", note.Text);
        Assert.Equal(1, note.Id);
    }

    private sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
    {
        public DbSet<Note> Notes => Set<Note>();
    }

    private sealed class Note
    {
        public int Id { get; init; }

        public required string Text { get; init; }
    }
}
