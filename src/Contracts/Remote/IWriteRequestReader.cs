namespace Tocsin.Contracts.Remote;

/// <summary>
/// A write request, series by series, read where its bytes lie. Both versions give the same series; the message is one of
/// <see cref="WriteRequest1Reader"/> and <see cref="WriteRequest2Reader"/>.
/// </summary>
public interface IWriteRequestReader
{
    /// <summary>Overwrites <paramref name="into"/> with the next series; false at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a message; series before this one were good.</exception>
    bool Next(IncomingSeries into);
}
