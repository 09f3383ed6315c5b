using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Tocsin.Web.Assets;

/// <summary>
/// The page of the UI, written for one base path. Scripts run only from this origin, plus the one inline script by its
/// hash; style elements only with the nonce of the answer (Mantine writes one). Style attributes are allowed: they cannot
/// load anything, and a mail that is shown in its sandboxed frame inherits this policy and needs them.
/// </summary>
internal sealed class UiPage
{
    private const string BaseElement = "<base href=\"/\" />";
    private const string NonceElement = "<meta name=\"csp-nonce\" content=\"";

    private readonly string _head;
    private readonly string _tail;
    private readonly string _scriptHash;

    /// <exception cref="InvalidOperationException">The built page lacks a mark: the build and this class disagree.</exception>
    public UiPage(string html, string basePath)
    {
        if (!html.Contains(BaseElement, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The built UI has no {BaseElement} in its index.html.");
        }

        var page = html.Replace(BaseElement, $"<base href=\"{HtmlEncoder.Default.Encode(basePath)}\" />", StringComparison.Ordinal);
        var nonceAt = page.IndexOf(NonceElement, StringComparison.Ordinal);
        if (nonceAt < 0)
        {
            throw new InvalidOperationException($"The built UI has no {NonceElement} in its index.html.");
        }

        nonceAt += NonceElement.Length;
        _head = page[..nonceAt];
        _tail = page[nonceAt..];
        _scriptHash = HashOfInlineScript(page);
    }

    public Task WriteAsync(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        SetHeaders(context.Response, $"script-src 'self' '{_scriptHash}'; style-src 'self' 'nonce-{nonce}'; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:");
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(_head + nonce + _tail, context.RequestAborted);
    }

    /// <summary>What is shown when the service was built without its UI.</summary>
    public static Task WriteMissingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        SetHeaders(context.Response, "style-src 'none'");
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(Missing, context.RequestAborted);
    }

    private static void SetHeaders(HttpResponse response, string policy)
    {
        response.ContentType = "text/html; charset=utf-8";
        var headers = response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = $"default-src 'self'; {policy}; object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }

    private static string HashOfInlineScript(string page)
    {
        const string open = "<script>";
        var from = page.IndexOf(open, StringComparison.Ordinal);
        var to = from < 0 ? -1 : page.IndexOf("</script>", from, StringComparison.Ordinal);
        if (to < 0)
        {
            throw new InvalidOperationException("The built UI has no inline script in its index.html.");
        }

        var text = Encoding.UTF8.GetBytes(page[(from + open.Length)..to]);
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(text));
    }

    private const string Missing = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Tocsin</title></head>
        <body>
        <h1>Tocsin runs without its web UI</h1>
        <p>This build was made without Node.js, so it has no pages. Everything else works: the APIs under <code>/api/v1</code>, <code>/api/v2</code> and <code>/api/tocsin/v1</code>, and <code>/metrics</code>.</p>
        <p>To get the UI, install Node.js 20.19 or later and build again, or build with <code>-p:UiDist=FOLDER</code> and the folder of a built UI.</p>
        </body>
        </html>
        """;
}
