namespace Tocsin.Contracts.Http;

/// <summary>Sends requests one way when they are encrypted and another when they are not.</summary>
internal sealed class SchemeRouter(HttpMessageHandler secure, HttpMessageHandler plain) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _secure = new(secure), _plain = new(plain);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (request.RequestUri?.Scheme == Uri.UriSchemeHttps ? _secure : _plain).SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _secure.Dispose();
            _plain.Dispose();
        }
        base.Dispose(disposing);
    }
}
