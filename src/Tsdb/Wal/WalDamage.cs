namespace Tocsin.Tsdb.Wal;

/// <summary>The log cannot be read on from here.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="GoodEnd">Bytes of it that hold whole records.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Torn">It is the unfinished end that a crash leaves: nothing that was acknowledged.</param>
/// <param name="Missing">Segments before this one are gone: there is nothing to repair.</param>
internal sealed record WalDamage(Segment Segment, long GoodEnd, string Reason, bool Torn, bool Missing = false);
