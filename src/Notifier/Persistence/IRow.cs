namespace Tocsin.Notifier.Persistence;

/// <summary>A row that is written by upsert: two rows of one type with the same key are one, and the later wins.</summary>
internal interface IRow
{
    object Key { get; }

    /// <summary>
    /// The property that tells which of two versions is the newer, for rows that waited while the database was away: another Notifier may have written
    /// since. Null where a row is written by one Notifier only.
    /// </summary>
    string? NewerBy => null;

    /// <summary>The row that the database has already stays as it is.</summary>
    bool IfAbsent => false;
}
