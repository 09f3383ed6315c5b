using System.Collections.Concurrent;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// One send at a time for one integration and group: a flush waits for a retry by hand, and who asks for a retry while a flush sends has that make its next
/// attempt. Thread-safe.
/// </summary>
internal sealed class SendGate
{
    private readonly ConcurrentDictionary<LogKey, SendTurn> _busy = new();

    /// <summary>Null: somebody else sends.</summary>
    public SendTurn? TryEnter(LogKey key)
    {
        var mine = new SendTurn(key);
        return _busy.TryAdd(key, mine) ? mine : null;
    }

    public async ValueTask<SendTurn> EnterAsync(LogKey key)
    {
        while (true)
        {
            if (TryEnter(key) is { } mine) return mine;
            if (Find(key) is { } other) await other.Over;
        }
    }

    /// <summary>Who sends at this moment.</summary>
    public SendTurn? Find(LogKey key) => _busy.GetValueOrDefault(key);

    public void Leave(SendTurn turn)
    {
        if (_busy.TryRemove(KeyValuePair.Create(turn.Key, turn))) turn.End();
    }
}
