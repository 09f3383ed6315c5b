using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class LibraryPagesTests
{
    [Fact]
    public void Metadata_and_code_of_assemblies_leave_the_process_and_can_still_be_read_and_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells its mappings");
        var pages = new LibraryPages();
        // The first look only learns which code is there.
        pages.GiveBack();
        // Touches much of both: everything that is declared is looked at.
        int types = typeof(HttpClient).Assembly.GetTypes().Length;
        (long metadata, long code) = Resident();
        Assert.SkipWhen(metadata == 0 || code == 0, "this runtime maps its assemblies otherwise");

        pages.GiveBack();

        (long metadataAfter, long codeAfter) = Resident();
        Assert.True(metadataAfter < metadata);
        Assert.True(codeAfter < code);
        Assert.Equal(types, typeof(HttpClient).Assembly.GetTypes().Length);
    }

    private static (long Metadata, long Code) Resident()
    {
        using FileStream smaps = File.OpenRead("/proc/self/smaps");
        List<LibraryMapping> mappings = LibraryMapping.Read(smaps);
        return (mappings.Where(one => one.IsMetadata).Sum(one => (long)one.ResidentKib), mappings.Where(one => one.IsCode).Sum(one => (long)one.ResidentKib));
    }
}
