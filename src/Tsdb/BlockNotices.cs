using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb;

/// <summary>Passes on what is told about blocks. Of chunks that cannot be read the first few of each block are told, not every look at each.</summary>
internal sealed class BlockNotices(ITsdbEvents events) : IBlockEvents
{
    private const int MostPerBlock = 10;

    private readonly Dictionary<Ulid, HashSet<string>> _told = [];

    public void Damaged(string what) => events.Damaged(what);

    public void NotRead(string what) => events.NotRead(what);

    public void Unreadable(UnreadableChunk what)
    {
        string text = what.ToString();
        lock (_told)
        {
            if (!_told.TryGetValue(what.Block.Id, out HashSet<string>? told)) _told.Add(what.Block.Id, told = []);
            if (told.Count >= MostPerBlock || !told.Add(text)) return;
        }
        events.Damaged(text);
    }
}
