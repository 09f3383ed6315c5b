using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Times as text; alerts that came together have the same ones, so the last of each kind is remembered.</summary>
internal struct ListedTimes
{
    public Remembered Starts, Ends, Updates;

    public struct Remembered
    {
        private byte[]? _text;
        private long _ticks;

        public ReadOnlySpan<byte> Of(DateTimeOffset time)
        {
            if (_text is null || _ticks != time.UtcTicks)
            {
                WireTime.Write(time, _text ??= new byte[WireTime.Room]);
                _ticks = time.UtcTicks;
            }
            return _text.AsSpan(0, WireTime.Length);
        }
    }
}
