using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Tocsin.Scenarios.Installations;

/// <summary>The real servers that stories need: started once for a test run, when somebody asks; a skip says so where Docker is missing.</summary>
public sealed class Containers : IAsyncLifetime
{
    private readonly Lazy<Task<PostgreSqlContainer>> _postgres = new(StartPostgresAsync);
    private readonly Lazy<Task<RabbitMqContainer>> _rabbit = new(StartRabbitAsync);
    private readonly Lazy<Task<MailServer>> _mail = new(MailServer.StartAsync);

    public async Task<string> PostgresAsync() => (await Need(_postgres)).GetConnectionString();

    /// <summary>A broker address with a virtual host of its own, so that stories do not hear each other.</summary>
    public async Task<string> BrokerAsync()
    {
        RabbitMqContainer container = await Need(_rabbit);
        string host = "story-" + Guid.NewGuid().ToString("n")[..12];
        var address = new Uri(container.GetConnectionString());
        string user = address.UserInfo.Split(':')[0];
        await container.ExecAsync(["rabbitmqctl", "add_vhost", host]);
        await container.ExecAsync(["rabbitmqctl", "set_permissions", "-p", host, user, ".*", ".*", ".*"]);
        return new UriBuilder(address) { Path = host }.Uri.AbsoluteUri;
    }

    internal async Task<MailServer> MailAsync() => await Need(_mail);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_postgres is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _postgres.Value).DisposeAsync();
        if (_rabbit is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _rabbit.Value).DisposeAsync();
        if (_mail is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _mail.Value).DisposeAsync();
    }

    private static async Task<T> Need<T>(Lazy<Task<T>> container)
    {
        Assert.SkipUnless(DockerIsThere(), "Docker is not available: the story needs real servers in containers.");
        return await container.Value;
    }

    private static bool DockerIsThere() =>
        File.Exists("/var/run/docker.sock") || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST"));

    private static async Task<PostgreSqlContainer> StartPostgresAsync()
    {
        PostgreSqlContainer container = new PostgreSqlBuilder("postgres:17").Build();
        await container.StartAsync();
        return container;
    }

    private static async Task<RabbitMqContainer> StartRabbitAsync()
    {
        RabbitMqContainer container = new RabbitMqBuilder("rabbitmq:4").Build();
        await container.StartAsync();
        return container;
    }
}
