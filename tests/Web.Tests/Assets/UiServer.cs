using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;
using Tocsin.Web.Assets;

namespace Tocsin.Web.Tests.Assets;

/// <summary>A small UI behind a real listener on a free port.</summary>
internal sealed class UiServer : IAsyncDisposable
{
    public const string Script = "document.title='x'";

    private const string Page = $"""
        <!doctype html><html><head><base href="/" /><meta name="csp-nonce" content="" /><script>{Script}</script><script type="module" src="./assets/a-1.js"></script></head></html>
        """;

    private readonly WebApplication _app;

    private UiServer(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    public HttpClient Client { get; }

    public static async Task<UiServer> StartAsync(UiOptions options, bool built = true)
    {
        var builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet(options.RoutePrefix + "/api/v1/query", () => "an answer");
        app.MapUi(options, new UiBundle(built ? Files : new Dictionary<string, Func<Stream>>()));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        return new UiServer(app, client);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await GetAsync(path);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static Dictionary<string, Func<Stream>> Files => new()
    {
        ["index.html"] = Text(Page),
        ["favicon.svg"] = Text("<svg/>"),
        ["assets/a-1.js"] = Text("plain"),
        ["assets/a-1.js.gz"] = Text("gzipped"),
        ["assets/a-1.js.br"] = Text("brotli"),
    };

    private static Func<Stream> Text(string text) => () => new MemoryStream(Encoding.UTF8.GetBytes(text));
}
