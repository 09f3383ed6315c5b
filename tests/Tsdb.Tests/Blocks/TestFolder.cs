namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>A folder for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("tocsin-block-").FullName;

    public string Path { get; }

    public string Copy(string from)
    {
        string target = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(from));
        TestStore.CopyFiles(from, target);
        foreach (string file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
