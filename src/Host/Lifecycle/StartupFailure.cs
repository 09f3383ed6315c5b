namespace Tocsin.Host.Lifecycle;

/// <summary>Why the server does not start, as the lines that its operator reads. Caught in one place, where it becomes the exit code.</summary>
internal sealed class StartupFailure(params IReadOnlyList<string> lines) : Exception(string.Join('\n', lines))
{
    public IReadOnlyList<string> Lines { get; } = lines;
}
