namespace Tocsin.Tsdb;

/// <summary>
/// Keeps other processes out of a data directory: an exclusive flock on the file <c>lock</c>, as Prometheus takes it. The system releases it when the
/// process dies.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    // The codes that say "somebody else holds it": EWOULDBLOCK of Linux and of BSD, a sharing violation on Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Null: the directory is taken, or cannot be written to; <paramref name="error"/> says which.</summary>
    public static DirectoryLock? Take(string directory, out string? error)
    {
        string path = Path.Combine(directory, "lock");
        error = null;
        try
        {
            Directory.CreateDirectory(directory);
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (UnauthorizedAccessException e)
        {
            error = $"cannot write to the data directory {directory}: {e.Message}";
        }
        catch (IOException e)
        {
            error = Taken.Contains(e.HResult)
                ? $"another process has the data directory {directory} open"
                : $"cannot use the data directory {directory}: {e.Message}";
        }
        return null;
    }

    public void Dispose() => _file.Dispose();
}
