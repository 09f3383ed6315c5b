using System.Net;
using System.Net.Http.Headers;

namespace Tocsin.Contracts.Http;

/// <summary>Adds an access token to each request that has no Authorization of its own.</summary>
internal sealed class OAuth2Handler(OAuth2Tokens tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <exception cref="IOException">There is no token to be had.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Contains("Authorization")) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        string token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized) tokens.Forget(token);
        return response;
    }
}
