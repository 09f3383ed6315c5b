namespace Tocsin.Tsdb.Chunks;

/// <summary>How the samples of a chunk are written: the number that stands before it in a chunk file.</summary>
internal enum ChunkEncoding : byte
{
    /// <summary>Float samples.</summary>
    Xor = 1,

    /// <summary>Native histograms with whole counts.</summary>
    Histogram = 2,

    /// <summary>Native histograms with float counts.</summary>
    FloatHistogram = 3,
}
