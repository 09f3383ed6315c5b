using System.IO.Hashing;
using System.Text;

namespace Tocsin.Engine.Rules;

/// <summary>
/// When a group is evaluated: at slots one interval apart, moved by an offset that follows from the group's name, so that groups spread over the
/// interval and each keeps its slots over restarts. All in ms since the epoch.
/// </summary>
internal readonly struct GroupSchedule
{
    private readonly long _interval;
    private readonly long _offset;

    public GroupSchedule(GroupKey key, TimeSpan interval)
    {
        _interval = Math.Max(1, (long)interval.TotalMilliseconds);
        ulong hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key.File + "\0" + key.Name));
        _offset = (long)(hash % (ulong)_interval);
    }

    /// <summary>The newest slot that is not after <paramref name="now"/>.</summary>
    public long SlotAt(long now) => FloorDivide(now - _offset, _interval) * _interval + _offset;

    public long NextAfter(long now) => SlotAt(now) + _interval;

    /// <summary>How many slots lie between the one that was due and the one that is evaluated instead.</summary>
    public long Missed(long due, long slot) => Math.Max(0, (slot - due) / _interval);

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
