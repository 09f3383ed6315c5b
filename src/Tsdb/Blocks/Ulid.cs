using System.Security.Cryptography;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// The name of a block: 48 bits of milliseconds and 80 random ones, as 26 characters of Crockford's base 32. Names sort by the time they were made.
/// </summary>
internal readonly record struct Ulid : IComparable<Ulid>
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    private readonly string? _text;

    private Ulid(string text) => _text = text;

    public static Ulid At(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        UInt128 bits = (UInt128)(ulong)now.ToUnixTimeMilliseconds() << 80;
        for (int i = 0; i < random.Length; i++) bits |= (UInt128)random[i] << (8 * i);
        return new Ulid(string.Create(Length, bits, static (text, rest) =>
        {
            for (int i = text.Length - 1; i >= 0; i--, rest >>= 5) text[i] = Alphabet[(int)(rest & 31)];
        }));
    }

    /// <summary>Lower case is accepted; what is kept is upper case.</summary>
    public static bool TryParse(string text, out Ulid ulid)
    {
        ulid = default;
        if (text.Length != Length || text[0] > '7') return false;
        string upper = text.ToUpperInvariant();
        foreach (char c in upper)
            if (!Alphabet.Contains(c, StringComparison.Ordinal))
                return false;
        ulid = new Ulid(upper);
        return true;
    }

    public int CompareTo(Ulid other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => _text ?? new string('0', Length);
}
