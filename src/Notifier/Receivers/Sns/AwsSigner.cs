using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Notifier.Receivers.Sns;

/// <summary>
/// Signs requests as AWS asks for it (Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
/// <param name="token">Of temporary credentials; empty otherwise.</param>
internal sealed class AwsSigner(string region, string accessKey, string secretKey, string token)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "sns";

    public string Region => region;

    public IReadOnlyList<string> Secrets => token.Length > 0 ? [secretKey, token] : [secretKey];

    /// <summary>The headers to add to a POST of this body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(Uri target, string body, string contentType, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), day = time[..8];
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        var added = new List<KeyValuePair<string, string>>
        {
            new("Amz-Sdk-Invocation-Id", Guid.NewGuid().ToString()),
            new("Amz-Sdk-Request", "attempt=1; max=1"),
            new("X-Amz-Date", time),
        };
        if (token.Length > 0) added.Add(new("X-Amz-Security-Token", token));
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-length"] = bytes.Length.ToString(CultureInfo.InvariantCulture),
            ["content-type"] = contentType,
            ["host"] = target.IsDefaultPort ? target.Host : target.Authority,
        };
        foreach ((string name, string value) in added) signed[name.ToLowerInvariant()] = value;
        string names = string.Join(';', signed.Keys), scope = $"{day}/{region}/{Service}/aws4_request";
        string request = $"POST\n{target.AbsolutePath}\n{Query(target)}\n{string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{Hash(bytes)}";
        string toSign = $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(request))}";
        string signature = Convert.ToHexStringLower(Hmac(Key(day), toSign));
        added.Add(new("Authorization", $"{Algorithm} Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={signature}"));
        return added;
    }

    private byte[] Key(string day) => Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day), region), Service), "aws4_request");

    private static string Query(Uri target) =>
        string.Join('&', target.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
