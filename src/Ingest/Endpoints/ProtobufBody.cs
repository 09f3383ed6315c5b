using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Snappy-coded protobuf bodies, in and out.</summary>
internal static class ProtobufBody
{
    /// <summary>The message of the request.</summary>
    /// <exception cref="InvalidDataException">Too large, not snappy, or not the message.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http, MessageParser<T> parser)
        where T : IMessage<T>
    {
        byte[] plain = SnappyBlock.Decode(await BytesAsync(http).ConfigureAwait(false));
        try
        {
            return parser.ParseFrom(plain);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("protobuf: " + e.Message, e);
        }
    }

    public static async Task WriteAsync(HttpContext http, IMessage message)
    {
        byte[] block = SnappyBlock.Encode(message.ToByteArray());
        http.Response.ContentType = PeerRoutes.ContentType;
        http.Response.Headers.ContentEncoding = "snappy";
        http.Response.ContentLength = block.Length;
        await http.Response.BodyWriter.WriteAsync(block, http.RequestAborted).ConfigureAwait(false);
    }

    public static async Task PlainAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text + "\n", http.RequestAborted).ConfigureAwait(false);
    }

    private static async ValueTask<byte[]> BytesAsync(HttpContext http)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Clamp((int)(http.Request.ContentLength ?? 4096), 1, 1024 * 1024));
        while (true)
        {
            int read = await http.Request.Body.ReadAsync(bytes.GetMemory(4096), http.RequestAborted).ConfigureAwait(false);
            if (read == 0) return bytes.WrittenSpan.ToArray();
            bytes.Advance(read);
            if (bytes.WrittenCount > SnappyBlock.MaxDecoded) throw new InvalidDataException($"body is larger than {SnappyBlock.MaxDecoded} bytes");
        }
    }
}
