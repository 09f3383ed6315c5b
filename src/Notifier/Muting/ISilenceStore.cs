namespace Tocsin.Notifier.Muting;

/// <summary>Silences in the database, every version of them. Implemented by the persistence room.</summary>
internal interface ISilenceStore
{
    Task<IReadOnlyList<Silence>> LoadAsync(CancellationToken cancel);

    Task<IReadOnlyList<Silence>> LoadAsync(IReadOnlyList<Guid> ids, CancellationToken cancel);

    Task<IReadOnlyList<Silence>> VersionsAsync(Guid id, CancellationToken cancel);

    /// <summary>All of them in one transaction. False: the database is away, and nothing is stored.</summary>
    Task<bool> SaveAsync(IReadOnlyList<Silence> versions);

    /// <summary>Removes them; their versions belong to the history and go with it.</summary>
    Task DeleteAsync(IReadOnlyList<Silence> silences);
}
