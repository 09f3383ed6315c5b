namespace Tocsin.Tsdb.Blocks;

/// <summary>What there is to tell about blocks, in one line each.</summary>
internal interface IBlockEvents
{
    /// <summary>Samples are lost; the text says of which time.</summary>
    void Damaged(string what);

    /// <summary>Something is left alone because it is not read.</summary>
    void NotRead(string what);
}
