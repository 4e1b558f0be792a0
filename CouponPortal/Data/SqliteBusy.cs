using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace CouponPortal.Data;

/// <summary>
/// How a SQLite connection waits for another one's lock. SQLite's own way (busy_timeout) sleeps whole seconds in builds without usleep, and the packaged one is
/// such a build: a lock of two milliseconds then costs a shopper's click a second.
/// </summary>
internal static class SqliteBusy
{
    private const int Short = 20;
    private const int ShortMilliseconds = 1;
    private const int LongMilliseconds = 5;

    // About ten seconds in all.
    private const int MostWaits = 2_000;

    // Native code keeps its address, so it must never be collected.
    private static readonly Handler Patient = Wait;

    // By name: the driver's handle is a type of the binding's version that the driver was built against (eng/SqliteBinding.props).
    private static readonly Func<SqliteConnection, SafeHandle> HandleOf =
        typeof(SqliteConnection).GetProperty("Handle")!.GetMethod!.CreateDelegate<Func<SqliteConnection, SafeHandle>>();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Handler(IntPtr context, int waits);

    /// <summary>Lets the connection wait up to ten seconds, a few milliseconds at a time. A later busy_timeout would take its place.</summary>
    public static void BePatient(SafeHandle connection) => _ = SetHandler(connection.DangerousGetHandle(), Patient, IntPtr.Zero);

    /// <inheritdoc cref="BePatient(SafeHandle)"/>
    public static void BePatient(DbConnection connection) => BePatient(HandleOf((SqliteConnection)connection));

    /// <returns>0 to give up: the statement then fails as busy.</returns>
    private static int Wait(IntPtr context, int waits)
    {
        if (waits >= MostWaits)
        {
            return 0;
        }

#pragma warning disable RS0030 // The statement's thread waits inside the engine; there is nothing to await here.
        Thread.Sleep(waits < Short ? ShortMilliseconds : LongMilliseconds);
#pragma warning restore RS0030
        return 1;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler", CallingConvention = CallingConvention.Cdecl)]
    private static extern int SetHandler(IntPtr connection, Handler handler, IntPtr context);
}
