using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>Keeps what was told about blocks.</summary>
internal sealed class BlockNotes : IBlockEvents
{
    public List<string> Texts { get; } = [];

    public void Damaged(string what) => Texts.Add(what);

    public void NotRead(string what) => Texts.Add(what);
}
