using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>A body that was read within its limit, or why not.</summary>
internal readonly record struct RequestBody(byte[]? Bytes, ApiFault? Fault)
{
    /// <param name="name">How the schema names the body, for the error when there is none.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, string name, int maxBytes)
    {
        string type = http.Request.ContentType ?? "application/octet-stream";
        string media = type.Split(';')[0].Trim();
        if (!media.Equals("application/json", StringComparison.OrdinalIgnoreCase) && http.Request.ContentLength is null or > 0)
            return new(null, ApiFault.MediaType(media));
        if (http.Request.ContentLength > maxBytes) return new(null, ApiFault.TooLarge(maxBytes));
        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        byte[] chunk = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted).ConfigureAwait(false)) > 0;)
        {
            if (buffer.Length + read > maxBytes) return new(null, ApiFault.TooLarge(maxBytes));
            buffer.Write(chunk, 0, read);
        }
        return buffer.Length == 0 ? new(null, ApiFault.Required(name)) : new(buffer.ToArray(), null);
    }
}
