using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Model.Storage;

/// <summary>What became of a sample. The names are the reasons that metrics and error answers give.</summary>
public enum AppendOutcome : byte
{
    /// <summary>Will be stored by the commit.</summary>
    Accepted,

    /// <summary>The same sample is there already: nothing to do, no error.</summary>
    Duplicate,

    /// <summary>Another value is stored for this timestamp.</summary>
    DuplicateForTimestamp,

    /// <summary>Older than the newest sample of its series, and outside the out-of-order window.</summary>
    OutOfOrder,

    /// <summary>Older than anything the store still accepts.</summary>
    OutOfBounds,

    /// <summary>Too far ahead of the clock.</summary>
    TooFarInFuture,

    /// <summary>No labels, a repeated name, or a name that is not valid.</summary>
    InvalidLabels,

    /// <summary>A value this store cannot keep.</summary>
    NotSupported,
}

/// <summary>A store's handle for a series. 0 is "not known yet"; a stale handle is harmless, the labels decide.</summary>
public readonly record struct SeriesRef(ulong Value);

/// <summary>The writing side of a store.</summary>
public interface ISampleStore
{
    /// <summary>A batch that becomes visible and durable as a whole, or not at all.</summary>
    IAppender CreateAppender();
}

/// <summary>
/// One batch. Not thread-safe; many appenders may be open at once. Disposing without <see cref="CommitAsync"/> rolls back.
/// </summary>
public interface IAppender : IDisposable
{
    /// <summary>
    /// Adds a float sample; timestamp in ms since the epoch. With a known <paramref name="series"/> the labels are not looked at, else the
    /// series is found or made and its handle is given back.
    /// </summary>
    AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value);

    /// <inheritdoc cref="Append(ref SeriesRef, LabelSet, long, double)"/>
    AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram);

    AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar);

    void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata);

    /// <summary>Makes the batch durable (in the write-ahead log), then visible.</summary>
    /// <exception cref="IOException">The batch is not stored; nothing of it is visible.</exception>
    ValueTask CommitAsync(CancellationToken cancel);

    void Rollback();
}
