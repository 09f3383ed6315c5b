using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>A body that was read within its limit, or why not.</summary>
internal readonly record struct RequestBody(byte[]? Bytes, ApiFault? Fault)
{
    private const int FirstBytes = 16 * 1024;

    /// <param name="name">How the schema names the body, for the error when there is none.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, string name, int maxBytes)
    {
        using PooledBody body = await ReadPooledAsync(http, name, maxBytes).ConfigureAwait(false);
        return body.Fault is { } fault ? new(null, fault) : new(body.Bytes.ToArray(), null);
    }

    /// <summary>For bodies that come often: in a rented buffer, which the caller gives back by disposing.</summary>
    public static async ValueTask<PooledBody> ReadPooledAsync(HttpContext http, string name, int maxBytes)
    {
        string type = http.Request.ContentType ?? "application/octet-stream";
        string media = type.Split(';')[0].Trim();
        if (!media.Equals("application/json", StringComparison.OrdinalIgnoreCase) && http.Request.ContentLength is null or > 0)
            return new([], 0, ApiFault.MediaType(media));
        if (http.Request.ContentLength > maxBytes) return new([], 0, ApiFault.TooLarge(maxBytes));
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength + 1 ?? FirstBytes));
        int length = 0;
        for (int read; (read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted).ConfigureAwait(false)) > 0;)
        {
            length += read;
            if (length > maxBytes)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return new([], 0, ApiFault.TooLarge(maxBytes));
            }
            if (length == buffer.Length) buffer = Grow(buffer);
        }
        return new(buffer, length, length == 0 ? ApiFault.Required(name) : null);
    }

    private static byte[] Grow(byte[] full)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}

/// <summary>A body in a rented buffer, or why there is none.</summary>
internal readonly struct PooledBody(byte[] buffer, int length, ApiFault? fault) : IDisposable
{
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public ApiFault? Fault => fault;

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }
}
