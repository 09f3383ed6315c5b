using System.Globalization;

namespace Tocsin.Model.Alerts;

/// <summary>The text form of a fingerprint: 16 hexadecimal digits.</summary>
public static class Fingerprint
{
    public static string Format(ulong fingerprint) => fingerprint.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out ulong fingerprint)
    {
        fingerprint = 0;
        return text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out fingerprint);
    }
}
