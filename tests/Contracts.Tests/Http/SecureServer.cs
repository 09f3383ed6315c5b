using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;

namespace Tocsin.Contracts.Tests.Http;

/// <summary>A server with a certificate that it signed itself. Answers with the protocol and the client's certificate.</summary>
internal sealed class SecureServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecureServer(WebApplication app, X509Certificate2 certificate) => (_app, Pem) = (app, certificate.ExportCertificatePem());

    /// <summary>The certificate, which is its own authority.</summary>
    public string Pem { get; }

    public Uri Url => new($"https://127.0.0.1:{new Uri(_app.Urls.First()).Port}/");

    /// <param name="name">The host that the certificate is for.</param>
    public static async Task<SecureServer> StartAsync(string name)
    {
        (X509Certificate2 certificate, _) = Certificate(name);
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        WebApplication app = builder.Build();
        app.Run(http => http.Response.WriteAsync($"{http.Request.Protocol} {http.Connection.ClientCertificate?.Subject}"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SecureServer(app, certificate);
    }

    public static (X509Certificate2 Certificate, string Key) Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out IPAddress? address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return (request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)), key.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
