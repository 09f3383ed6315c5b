using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Wal;

/// <summary>A series gets its number.</summary>
internal readonly record struct SeriesRecord(ulong Reference, LabelSet Labels);

/// <summary>A float sample of a numbered series.</summary>
internal readonly record struct SampleRecord(ulong Reference, long Timestamp, double Value);

/// <summary>The samples of a series in a time range, both ends inclusive, are deleted.</summary>
internal readonly record struct TombstoneRecord(ulong Reference, long MinTime, long MaxTime);

internal readonly record struct ExemplarRecord(ulong Reference, Exemplar Exemplar);

internal readonly record struct MetadataRecord(ulong Reference, MetricMetadata Metadata);

/// <summary>A native histogram of a numbered series.</summary>
internal readonly record struct HistogramRecord(ulong Reference, long Timestamp, NativeHistogram Histogram);

/// <summary>In the WBL: the out-of-order samples of a series so far are in a chunk on disk.</summary>
internal readonly record struct MapMarker(ulong Reference, HeadChunkRef Place);
