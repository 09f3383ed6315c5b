namespace Tocsin.Notifier.Persistence;

/// <summary>The database does not answer, and this write is not one that may wait in memory.</summary>
internal sealed class DatabaseAwayException(DateTimeOffset since) : Exception($"the database has not answered since {since:O}");
