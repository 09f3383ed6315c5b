namespace Tocsin.Scenarios.Installations;

/// <summary>A folder that is gone after the story.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tocsin-story-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
