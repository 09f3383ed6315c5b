using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Tocsin.Notifier.Intake;

/// <inheritdoc cref="INotifierChanges"/>
internal sealed class NotifierChanges(TimeProvider clock) : INotifierChanges, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly List<Listener> _listeners = [];
    private ChangeTopics _gathered;
    private ITimer? _timer;

    public void Publish(ChangeTopics topics)
    {
        lock (_lock)
        {
            if (_listeners.Count == 0) return;
            bool waiting = _gathered != ChangeTopics.None;
            _gathered |= topics;
            if (waiting) return;
            _timer ??= clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Gather, Timeout.InfiniteTimeSpan);
        }
    }

    public async IAsyncEnumerable<ChangeTopics> SubscribeAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var listener = new Listener();
        lock (_lock) _listeners.Add(listener);
        try
        {
            await foreach (bool _ in listener.Wake.Reader.ReadAllAsync(cancel))
                if (listener.Take() is var topics and not ChangeTopics.None)
                    yield return topics;
        }
        finally
        {
            lock (_lock) _listeners.Remove(listener);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            foreach (Listener listener in _listeners) listener.Wake.Writer.TryComplete();
        }
    }

    private void Send()
    {
        lock (_lock)
        {
            ChangeTopics topics = _gathered;
            _gathered = ChangeTopics.None;
            foreach (Listener listener in _listeners) listener.Add(topics);
        }
    }

    // A listener that is slow to read is told once of everything that changed meanwhile.
    private sealed class Listener
    {
        private int _pending;

        public Channel<bool> Wake { get; } = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Add(ChangeTopics topics)
        {
            Interlocked.Or(ref _pending, (int)topics);
            Wake.Writer.TryWrite(true);
        }

        public ChangeTopics Take() => (ChangeTopics)Interlocked.Exchange(ref _pending, 0);
    }
}
