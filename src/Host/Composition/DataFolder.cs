using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Composition;

/// <summary>The folder for samples and embedded databases: made when missing, and held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <exception cref="StartupFailure">Not writable, or another process holds it.</exception>
    public static DataFolder Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupFailure($"the data folder {path} cannot be made: {e.Message}");
        }
        string file = Path.Combine(path, "tocsin.lock");
        try
        {
            return new DataFolder(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupFailure($"the data folder {path} is not writable: {e.Message}");
        }
        catch (IOException)
        {
            throw new StartupFailure($"the data folder {path} is in use by another Tocsin: stop it, or give this one its own by --storage.tsdb.path");
        }
    }

    public void Dispose() => _lock.Dispose();
}
