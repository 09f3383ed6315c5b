using System.Net.Http.Headers;
using System.Text;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>Who we say we are: the headers of an <c>http_config</c>, secrets in files read now.</summary>
internal static class RequestHeaders
{
    /// <summary>Receivers know Alertmanager by this name, and some let only it through.</summary>
    public const string UserAgent = "Alertmanager/0.34.0";

    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    public static async ValueTask ApplyAsync(HttpRequestMessage request, HttpClientConfig config, CancellationToken cancel)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (config.BasicAuth is { } basic)
        {
            string user = basic.Username;
            if (basic.UsernameFile.Length > 0) user = await SecretFile.ReadAsync(new SecretSource(null, basic.UsernameFile), cancel).ConfigureAwait(false);
            string password = basic.Password is null ? "" : await SecretFile.ReadAsync(basic.Password, cancel).ConfigureAwait(false);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }
        else if (config.Authorization is { Credentials: { } credentials } authorization)
        {
            string value = await SecretFile.ReadAsync(credentials, cancel).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation("Authorization", $"{authorization.Type} {value}");
        }
        foreach ((string name, HttpHeaderConfig header) in config.Headers)
        {
            foreach (string value in header.Values) Set(request, name, value);
            foreach (Contracts.Configuration.Secret secret in header.Secrets) Set(request, name, secret.Reveal);
            foreach (string file in header.Files) Set(request, name, await SecretFile.ReadAsync(new SecretSource(null, file), cancel).ConfigureAwait(false));
        }
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
    }
}
