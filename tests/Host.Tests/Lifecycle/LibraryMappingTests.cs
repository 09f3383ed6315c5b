using System.Text;
using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class LibraryMappingTests
{
    private const string Rest = """
        Size:              15212 kB
        KernelPageSize:        4 kB
        Rss:                 124 kB
        Pss:                 100 kB
        Shared_Clean:          4 kB
        Anonymous:             8 kB
        AnonHugePages:         0 kB
        VmFlags: rd ex mr mw me
        """;

    [Theory]
    [InlineData("7f8746800000-7f87476db000 r--s 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll", true)]
    [InlineData("7f8746800000-7f87476db000 r-xp 00200000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll", false)]
    public void Metadata_and_code_of_assemblies_are_found(string head, bool metadata)
    {
        LibraryMapping found = Assert.Single(Read($"{head}\n{Rest}\n"));
        Assert.Equal(new LibraryMapping(unchecked((nuint)0x7f8746800000), 0xedb000, metadata, !metadata, 124, 8), found);
    }

    [Theory]
    [InlineData("7f8746800000-7f87476db000 rw-s 00000000 fe:00 350922     /data/notifier.db-shm")]
    [InlineData("7f8746800000-7f87476db000 r--s 00000000 fe:00 350922     /data/chunks_head/000001")]
    [InlineData("7f8746800000-7f87476db000 r--p 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll")]
    [InlineData("7f8746800000-7f87476db000 rw-p 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll")]
    [InlineData("7f8746800000-7f87476db000 rwxp 00000000 fe:00 350922     /usr/share/dotnet/System.Private.CoreLib.dll")]
    [InlineData("7f8746800000-7f87476db000 r-xp 00000000 fe:00 350922     /usr/share/dotnet/libcoreclr.so")]
    [InlineData("7f8746800000-7f8746800000 r--s 00000000 fe:00 350922     /a.dll")]
    [InlineData("7f8746800000 r--s /a.dll")]
    [InlineData("xyz-7f8746800000 r--s 00000000 fe:00 350922     /a.dll")]
    [InlineData("7ffd0000-7ffd1000 r-xp 00000000 00:00 0      [vdso]")]
    [InlineData("")]
    public void Everything_else_is_not(string head) => Assert.Empty(Read($"{head}\n{Rest}\n"));

    [Fact]
    public void Each_has_what_is_told_of_it_however_the_lines_fall_into_the_buffer()
    {
        var text = new StringBuilder();
        for (int i = 1; i <= 500; i++)
            text.Append($"{i:x}000-{i:x}800 r-xp 00000000 fe:00 1     /{new string('d', i * 7 % 90)}.dll\n").Append($"Rss:       {i} kB\nAnonymous:       {i % 3} kB\n")
                .Append($"{i:x}800-{i:x}900 rw-p 00000000 fe:00 1     /x.dll\nRss:       77 kB\nAnonymous:       77 kB\n");
        List<LibraryMapping> found = Read(text.ToString());
        Assert.Equal(Enumerable.Range(1, 500).Select(i => ((nuint)i << 12, i, i % 3)), found.Select(one => (one.Start, one.ResidentKib, one.AnonymousKib)));
    }

    [Fact]
    public void What_is_not_told_counts_as_written_to() =>
        Assert.NotEqual(0, Assert.Single(Read("7f00-7f10 r-xp 00000000 fe:00 1     /a.dll\nRss:       4 kB\n")).AnonymousKib);

    [Fact]
    public void A_line_longer_than_any_path_is_passed_over()
    {
        LibraryMapping found = Assert.Single(Read($"1000-2000 r-xp 00000000 fe:00 1     /{new string('x', 20_000)}\n3000-4000 r-xp 00000000 fe:00 1     /a.dll\nAnonymous: 0 kB\n"));
        Assert.Equal((nuint)0x3000, found.Start);
    }

    private static List<LibraryMapping> Read(string smaps) => LibraryMapping.Read(new MemoryStream(Encoding.UTF8.GetBytes(smaps)));
}
