using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// Results that the database is about to get, in a file that outlives the process: one that is killed between the answer of the other side and the commit
/// leaves here that the message is out, and its next life says so before anybody would send it again. A start finds the file as one of the
/// <see cref="WriteJournal"/>'s.
/// </summary>
// Written to the operating system, not synced: a killed process loses nothing of it, and against a machine that dies there is the intent in the database.
// Cut to nothing whenever all that was put is settled. Without the file, or when it is full, everything goes on as if there were none. Thread-safe.
internal sealed class SentSlips(string? folder, string instance, TimeProvider clock, ILogger<SentSlips> logger) : IDisposable
{
    public const long MaxBytes = 8L * 1024 * 1024;
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly string _path = folder is null ? "" : WriteJournal.PathOf(folder, instance + "-sent-" + Guid.CreateVersion7().ToString("N"));
    private SafeFileHandle? _file;
    private long _length;
    private int _open;
    private DateTimeOffset _notBefore;

    /// <summary>False: it is not kept, and there is nothing to settle.</summary>
    public bool Put(WriteUnit unit)
    {
        if (folder is null) return false;
        lock (_lock)
        {
            if (_length >= MaxBytes || clock.GetUtcNow() < _notBefore) return false;
            try
            {
                Directory.CreateDirectory(folder);
                _file ??= File.OpenHandle(_path, FileMode.Create, FileAccess.Write, FileShare.None);
                _line.ResetWrittenCount();
                JournalLine.Write(_line, unit);
                RandomAccess.Write(_file, _line.WrittenSpan, _length);
                _length += _line.WrittenCount;
                _open++;
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                PersistenceLog.SlipsFailed(logger, e);
                _notBefore = clock.GetUtcNow() + RetryEvery;
                return false;
            }
        }
    }

    /// <summary>What one <see cref="Put"/> kept is in the database now.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            if (--_open > 0 || _file is null) return;
            RandomAccess.SetLength(_file, 0);
            _length = 0;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            if (_file is not null && _open == 0) File.Delete(_path);
            _file = null;
        }
    }
}
