namespace Tocsin.Engine.Endpoints;

/// <summary>What /status tells that does not change while the process runs.</summary>
internal sealed record ServerFacts(IReadOnlyDictionary<string, string> Flags, string Version, string Revision, string StorageRetention, DateTimeOffset StartedAt);

/// <summary>The configuration in force and how the last load went; swapped by reloads.</summary>
internal sealed class ConfigStatus
{
    private volatile Loaded _loaded = new("", false, DateTimeOffset.UnixEpoch);

    public Loaded Current => _loaded;

    public void Succeeded(string text, DateTimeOffset at) => _loaded = new Loaded(text, true, at);

    public void Failed() => _loaded = _loaded with { Success = false };

    /// <param name="Text">The file as it was applied, without secrets.</param>
    /// <param name="At">When it was applied.</param>
    public sealed record Loaded(string Text, bool Success, DateTimeOffset At);
}
