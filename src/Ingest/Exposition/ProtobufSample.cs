using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>Which sample of a metric it is; a histogram or summary is several.</summary>
internal enum SamplePart : byte
{
    Whole,
    Count,
    Sum,
    Bucket,
    Quantile,
}

/// <summary>One sample of a metric message, waiting for its turn. Places are offsets on the page.</summary>
internal record struct ProtobufSample(SamplePart Part, long Timestamp)
{
    public (int Name, int NameLength, int Value, int ValueLength)[]? Labels { get; init; }

    /// <summary>The upper bound of a bucket, or the quantile.</summary>
    public double Bound { get; init; }

    public double Value { get; set; }

    public (int Start, int Length) Exemplar { get; set; }

    public NativeHistogram? Histogram { get; init; }

    public readonly bool HasBound => Part is SamplePart.Bucket or SamplePart.Quantile;

    public readonly ReadOnlySpan<byte> Suffix => Part switch
    {
        SamplePart.Count => "_count"u8,
        SamplePart.Sum => "_sum"u8,
        SamplePart.Bucket => "_bucket"u8,
        _ => default,
    };

    public readonly ReadOnlySpan<byte> BoundLabel => Part == SamplePart.Bucket ? "le"u8 : "quantile"u8;
}
