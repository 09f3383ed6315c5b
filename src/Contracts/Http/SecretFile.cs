using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>A secret may change while the process runs: one in a file is read for every send.</summary>
public static class SecretFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The secret; its error, which names the file only, comes as <see cref="IOException"/>.</summary>
    /// <exception cref="IOException">The file cannot be read or is too large.</exception>
    public static async ValueTask<string> ReadAsync(SecretSource source, CancellationToken cancel, bool trim = true)
    {
        if (source.Value is { } value) return value.Reveal;
        try
        {
            if (new FileInfo(source.File).Length > MaxBytes) throw new IOException($"file {source.File} is larger than a secret may be");
            string text = await File.ReadAllTextAsync(source.File, cancel).ConfigureAwait(false);
            return trim ? text.Trim() : text;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
