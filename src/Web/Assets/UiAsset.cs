using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Web.Assets;

/// <summary>
/// One file of the built UI, with the compressed forms that the build made. In production the streams read the mapped
/// assembly: a request copies the bytes from there and nothing is kept on the heap.
/// </summary>
/// <param name="path">"assets/index-abc.js": relative to the page, with forward slashes.</param>
/// <param name="plain">Opens the file.</param>
/// <param name="brotli">Opens its brotli form, when there is one.</param>
/// <param name="gzip">Opens its gzip form, when there is one.</param>
internal sealed class UiAsset(string path, Func<Stream> plain, Func<Stream>? brotli, Func<Stream>? gzip)
{
    private const string Forever = "public, max-age=31536000, immutable";

    // Names in assets/ carry a hash of their content; everything else may change under its name.
    private readonly bool _immutable = path.StartsWith("assets/", StringComparison.Ordinal);
    private readonly Lazy<string> _hash = new(() => Hash(plain));

    public string ContentType { get; } = Path.GetExtension(path) switch
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
        var (open, encoding) = Choose(context.Request.GetTypedHeaders().AcceptEncoding);
        var etag = $"\"{_hash.Value}-{encoding ?? "plain"}\"";
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

        await using var bytes = open();
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

    private (Func<Stream> Open, string? Encoding) Choose(IList<StringWithQualityHeaderValue> accepted)
    {
        bool Takes(string name) => accepted.Any(v => v.Quality is not 0 && v.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
        return brotli is not null && Takes("br") ? (brotli, "br") : gzip is not null && Takes("gzip") ? (gzip, "gzip") : (plain, null);
    }

    private static string Hash(Func<Stream> open)
    {
        using var bytes = open();
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
    }
}
