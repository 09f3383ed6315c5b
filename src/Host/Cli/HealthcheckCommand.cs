using System.CommandLine;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Cli;

/// <summary>Asks the server of this container whether it is ready: images without curl need something to call.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public static Command Create(Func<string, string?> environment)
    {
        var url = new Option<string>("--url") { Description = "Server to ask. Default: the first listen address on this machine." };
        var command = new Command("healthcheck", "Exit with 0 when the server is ready, else with 1.") { url };
        command.SetAction((result, cancel) => AskAsync(result.GetValue(url) ?? OwnUrl(environment), cancel));
        return command;
    }

    private static string OwnUrl(Func<string, string?> environment)
    {
        string listen = environment("TOCSIN_WEB_LISTEN_ADDRESS")?.Split(',')[0] ?? "0.0.0.0:9090";
        string prefix = (environment("TOCSIN_WEB_ROUTE_PREFIX") ?? "").Trim('/');
        return $"http://{ListenAddress.Parse(listen)?.BrowserHost ?? "localhost:9090"}/{prefix}";
    }

    private static async Task<int> AskAsync(string url, CancellationToken cancel)
    {
        try
        {
            using var client = new HttpClient { Timeout = Timeout };
            using HttpResponseMessage answer = await client.GetAsync(new Uri(url.TrimEnd('/') + "/-/ready"), cancel);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
