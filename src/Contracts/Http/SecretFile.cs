using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>A secret may change while the process runs: one in a file is read for every send.</summary>
public static class SecretFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The secret; its error, which names the file or variable only, comes as <see cref="IOException"/>.</summary>
    /// <exception cref="IOException">The file cannot be read or is too large, or the variable is not set.</exception>
    public static async ValueTask<string> ReadAsync(SecretSource source, CancellationToken cancel, bool trim = true)
    {
        if (source.Value is { } value) return value.Reveal;
        if (source.Variable.Length > 0)
            return Environment.GetEnvironmentVariable(source.Variable) ?? throw new IOException($"the environment has no variable {source.Variable}");
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
