using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Web.Assets;

/// <summary>
/// One file of the built UI inside this assembly, with the compressed forms that the build made. The bytes stay in the
/// mapped assembly: a request copies them from there and nothing is kept on the heap.
/// </summary>
internal sealed class UiAsset(Assembly assembly, string resource, bool hasBrotli, bool hasGzip)
{
    private const string Forever = "public, max-age=31536000, immutable";

    // Names in assets/ carry a hash of their content; everything else may change under its name.
    private readonly bool _immutable = resource.StartsWith("ui/assets/", StringComparison.Ordinal);
    private readonly Lazy<string> _etag = new(() => Hash(assembly, resource));

    public string ContentType { get; } = Path.GetExtension(resource) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".md" => "text/plain; charset=utf-8",
        ".html" => "text/html; charset=utf-8",
        ".woff2" => "font/woff2",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };

    public async Task WriteAsync(HttpContext context)
    {
        var (suffix, encoding) = Choose(context.Request.GetTypedHeaders().AcceptEncoding);
        var etag = $"\"{_etag.Value}{suffix}\"";
        var headers = context.Response.Headers;
        headers.CacheControl = _immutable ? Forever : "no-cache";
        headers.ETag = etag;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch.Any(v => v is not null && v.Contains(etag, StringComparison.Ordinal)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await using var bytes = assembly.GetManifestResourceStream(resource + suffix)!;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await bytes.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private (string Suffix, string? Encoding) Choose(IList<StringWithQualityHeaderValue> accepted)
    {
        bool Takes(string name) => accepted.Any(v => v.Quality is not 0 && v.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
        return hasBrotli && Takes("br") ? (".br", "br") : hasGzip && Takes("gzip") ? (".gz", "gzip") : ("", null);
    }

    private static string Hash(Assembly assembly, string resource)
    {
        using var bytes = assembly.GetManifestResourceStream(resource)!;
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
    }
}
