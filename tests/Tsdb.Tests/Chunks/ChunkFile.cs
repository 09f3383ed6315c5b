namespace Tocsin.Tsdb.Tests.Chunks;

/// <summary>Takes the chunks out of a chunk file of a block: 8 bytes of head, then length (uvarint), encoding (1), data, CRC (4) of each chunk.</summary>
internal static class ChunkFile
{
    public static IEnumerable<byte[]> XorChunks(byte[] file) => Chunks(file).Where(chunk => chunk.Encoding == 1).Select(chunk => chunk.Data);

    public static IEnumerable<(byte Encoding, byte[] Data)> Chunks(byte[] file)
    {
        int at = 8;
        while (at < file.Length)
        {
            int length = 0, shift = 0;
            byte next;
            do
            {
                next = file[at++];
                length |= (next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80);
            byte encoding = file[at++];
            yield return (encoding, file[at..(at + length)]);
            at += length + 4;
        }
    }
}
