using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Tocsin.Contracts.Remote;

namespace Tocsin.Engine.Querying.Remote;

/// <summary>
/// Sends one snappy-coded message to the Ingest role and reads its answer. Every failure is an <see cref="IOException"/> that names the peer's
/// host, and nothing else of its address.
/// </summary>
internal sealed class PeerClient(HttpClient http, Uri peer, TimeSpan timeout, TimeProvider clock)
{
    private const int MaxAnswer = 1024 * 1024 * 1024;
    private const int MaxErrorText = 500;

    private string Host => peer.IsDefaultPort ? peer.Host : $"{peer.Host}:{peer.Port}";

    public async Task<T> AskAsync<T>(string route, IMessage message, MessageParser<T> parser, CancellationToken cancel)
        where T : IMessage<T>
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using HttpResponseMessage response = await SendAsync(route, message, both.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength > MaxAnswer) throw new InvalidDataException("the answer is too large");
            byte[] block = await response.Content.ReadAsByteArrayAsync(both.Token).ConfigureAwait(false);
            return parser.ParseFrom(SnappyBlock.Decode(block, MaxAnswer));
        }
        catch (Exception e) when (Failure(e, cancel) is { } failure)
        {
            throw failure;
        }
    }

    public async Task TellAsync(string route, IMessage message, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using HttpResponseMessage response = await SendAsync(route, message, both.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure(e, cancel) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string route, IMessage message, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(peer, route)) { Content = new ByteArrayContent(SnappyBlock.Encode(message.ToByteArray())) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(PeerRoutes.ContentType);
        request.Content.Headers.ContentEncoding.Add("snappy");
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent) return response;
        using (response) throw new IOException($"{Host} answered {(int)response.StatusCode}: {await TextAsync(response, cancel).ConfigureAwait(false)}");
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        byte[] start = new byte[MaxErrorText];
        int read = await body.ReadAtLeastAsync(start, MaxErrorText, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(start, 0, read).Trim();
    }

    // Null: not a failure of the peer, let it through.
    private IOException? Failure(Exception e, CancellationToken cancel) => e switch
    {
        OperationCanceledException when !cancel.IsCancellationRequested => new IOException($"{Host} did not answer within {timeout.TotalSeconds:0.#} s", e),
        HttpRequestException or HttpIOException => new IOException($"{Host} cannot be reached: {e.Message}", e),
        InvalidDataException or InvalidProtocolBufferException => new IOException($"{Host} gave an answer that cannot be read: {e.Message}", e),
        _ => null,
    };
}
