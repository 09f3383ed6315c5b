namespace Tocsin.Model.Labels;

/// <summary>64-bit FNV-1a, the hash that fingerprints of the field are made with.</summary>
public static class Fnv1A
{
    public const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, byte value) => unchecked((hash ^ value) * Prime);

    public static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) hash = Add(hash, value);
        return hash;
    }
}
