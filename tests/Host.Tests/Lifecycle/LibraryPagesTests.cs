using System.Globalization;
using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class LibraryPagesTests
{
    [Fact]
    public void What_is_shared_read_only_and_of_an_assembly_is_taken()
    {
        Assert.True(LibraryPages.TryRead("7f8746800000-7f87476db000 r--s 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll", out nuint start, out nuint length));
        Assert.Equal(0x7f8746800000u, start);
        Assert.Equal(0xedb000u, length);
    }

    [Theory]
    [InlineData("7f8746800000-7f87476db000 rw-s 00000000 fe:00 350922     /data/notifier.db-shm")]
    [InlineData("7f8746800000-7f87476db000 r--s 00000000 fe:00 350922     /data/chunks_head/000001")]
    [InlineData("7f8746800000-7f87476db000 r--p 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll")]
    [InlineData("7f8746800000-7f87476db000 rw-p 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll")]
    [InlineData("7f8746800000-7f8746800000 r--s 00000000 fe:00 350922     /a.dll")]
    [InlineData("7f8746800000 r--s /a.dll")]
    [InlineData("xyz-7f8746800000 r--s 00000000 fe:00 350922     /a.dll")]
    [InlineData("7ffd0000-7ffd1000 r-xp 00000000 00:00 0      [vdso]")]
    [InlineData("")]
    public void Everything_else_stays(string line) => Assert.False(LibraryPages.TryRead(line, out _, out _));

    [Fact]
    public void The_metadata_of_assemblies_leaves_the_process_and_can_still_be_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells its mappings");
        // Touches it: everything that is declared is looked at.
        int types = typeof(HttpClient).Assembly.GetTypes().Length;
        long before = ResidentMetadata();
        Assert.SkipWhen(before == 0, "this runtime maps its assemblies otherwise");

        LibraryPages.GiveBack();

        Assert.True(ResidentMetadata() < before);
        Assert.Equal(types, typeof(HttpClient).Assembly.GetTypes().Length);
    }

    private static long ResidentMetadata()
    {
        long kib = 0;
        bool counts = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
            if (LibraryPages.TryRead(line, out _, out _)) counts = true;
            else if (counts && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                kib += long.Parse(line.AsSpan(4).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
                counts = false;
            }
        return kib;
    }
}
