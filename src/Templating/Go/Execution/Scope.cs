namespace Tocsin.Templating.Go.Execution;

/// <summary>While a template is compiled: which variable is in which slot. A slot is used again where its variable is out of sight.</summary>
internal sealed class Scope
{
    private readonly List<string> _names = ["$"];

    public int SlotCount { get; private set; } = 1;

    public int Mark => _names.Count;

    public int Declare(string name)
    {
        _names.Add(name);
        SlotCount = Math.Max(SlotCount, _names.Count);
        return _names.Count - 1;
    }

    /// <summary>Negative when there is none.</summary>
    public int Find(string name) => _names.LastIndexOf(name);

    public void Drop(int mark) => _names.RemoveRange(mark, _names.Count - mark);
}
