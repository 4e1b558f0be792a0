using System.Runtime.InteropServices;

namespace CouponPortal.Data;

/// <summary>
/// Memory that was used and is not needed any more. glibc keeps an arena for each thread that allocates, up to eight a core, and SQLite allocates on whichever
/// thread asks: 50 MB more after a bulk add of a million coupons. Other C libraries have no arenas, and are left alone.
/// </summary>
internal static class SpentMemory
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>Call before threads begin to allocate.</summary>
    public static void KeepLittle() => Quietly(() => SetOption(ArenaMax, Arenas));

    /// <summary>Gives back what is free, of managed and of native memory. Stops every thread for some hundredths of a second: for the end of large work alone.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Quietly(() => Trim(0));
    }

    private static void Quietly(Func<int> call)
    {
        try
        {
            _ = OperatingSystem.IsLinux() ? call() : 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // Not glibc.
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc.so.6", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint left);
}
