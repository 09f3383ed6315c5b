namespace Tocsin.Notifier.Persistence;

/// <summary>A row that is written by upsert: two rows of one type with the same key are one, and the later wins.</summary>
internal interface IRow
{
    object Key { get; }
}
