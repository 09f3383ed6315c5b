using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Testcontainers.RabbitMq;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A real RabbitMQ that speaks TLS and wants a certificate from whoever comes; server and client have the same one.</summary>
public sealed class SecureBroker : IAsyncLifetime
{
    private const int Port = 5671;
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-amqp-").FullName;
    private RabbitMqContainer? _container;

    internal string Authority => Path.Combine(_folder, "authority.pem");

    internal string Certificate => Path.Combine(_folder, "cert.pem");

    internal string Key => Path.Combine(_folder, "key.pem");

    internal string Url(string host) => $"amqps://tocsin:secret@{host}:{_container!.GetMappedPublicPort(Port)}/";

    public async ValueTask InitializeAsync()
    {
        if (!Broker.IsPossible) return;
        await WriteCertificatesAsync();
        byte[] settings = Encoding.UTF8.GetBytes($"""
            listeners.ssl.default = {Port}
            ssl_options.cacertfile = /etc/rabbitmq/authority.pem
            ssl_options.certfile = /etc/rabbitmq/cert.pem
            ssl_options.keyfile = /etc/rabbitmq/key.pem
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true

            """);
        _container = new RabbitMqBuilder("rabbitmq:4").WithUsername("tocsin").WithPassword("secret").WithPortBinding(Port, assignRandomHostPort: true)
            .WithResourceMapping(settings, "/etc/rabbitmq/conf.d/20-tls.conf").WithResourceMapping(await File.ReadAllBytesAsync(Authority), "/etc/rabbitmq/authority.pem")
            .WithResourceMapping(await File.ReadAllBytesAsync(Certificate), "/etc/rabbitmq/cert.pem")
            .WithResourceMapping(await File.ReadAllBytesAsync(Key), "/etc/rabbitmq/key.pem").Build();
        await _container.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WriteCertificatesAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using RSA authorityKey = RSA.Create(2048), key = RSA.Create(2048);
        var root = new CertificateRequest("CN=authority.example.org", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = root.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        var leaf = new CertificateRequest("CN=broker.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        leaf.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = leaf.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        await File.WriteAllTextAsync(Authority, authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem());
    }
}

public sealed class AmqpTlsTests(SecureBroker broker) : IClassFixture<SecureBroker>
{
    private string Own => $"ca_file: {broker.Authority}, cert_file: {broker.Certificate}, key_file: {broker.Key}";

    [Fact]
    public async Task A_message_goes_through_with_the_right_certificates() =>
        Assert.Equal((DeliveryOutcome.Delivered, "confirmed by the broker"), Told(await SendAsync("127.0.0.1", Own)));

    [Fact]
    public async Task A_broker_that_cannot_be_verified_gets_nothing()
    {
        (DeliveryOutcome outcome, string detail) = Told(await SendAsync("127.0.0.1", $"cert_file: {broker.Certificate}, key_file: {broker.Key}"));
        Assert.Equal(DeliveryOutcome.Retry, outcome);
        Assert.Contains("certificate", detail);
        Assert.DoesNotContain("secret", detail);
    }

    [Fact]
    public async Task The_name_is_checked_and_can_be_told()
    {
        Assert.Equal(DeliveryOutcome.Retry, (await SendAsync("localhost", Own)).Outcome);
        Assert.Equal(DeliveryOutcome.Delivered, (await SendAsync("localhost", Own + ", server_name: 127.0.0.1")).Outcome);
        Assert.Equal(DeliveryOutcome.Delivered, (await SendAsync("localhost", Own + ", insecure_skip_verify: true")).Outcome);
    }

    [Fact]
    public async Task Without_a_certificate_of_ones_own_the_broker_hangs_up() =>
        Assert.Equal(DeliveryOutcome.Retry, (await SendAsync("127.0.0.1", $"ca_file: {broker.Authority}")).Outcome);

    private static (DeliveryOutcome, string) Told(DeliveryResult result) => (result.Outcome, result.Detail);

    private async Task<DeliveryResult> SendAsync(string host, string tls)
    {
        Assert.SkipUnless(Broker.IsPossible, "Docker is not available: a real RabbitMQ is needed.");
        return await ReceiverBench.SendAsync(
            ReceiverBench.One($"amqp_configs: [{{url: '{broker.Url(host)}', exchange: amq.fanout, mandatory: false, tls_config: {{{tls}}}}}]"));
    }
}
