namespace Tocsin.Host.Lifecycle;

/// <summary>The web server before anything of ours is in it.</summary>
internal static class WebServer
{
    // Nobody writes settings of ASP.NET's here. To watch for them would take one of the 128 watchers that a user has on Linux, and without one left there would be no start.
    private static readonly string[] NoReload = ["--hostBuilder:reloadConfigOnChange=false"];

    /// <summary>The slim one: no IIS, no QUIC, no TLS of ASP.NET's own, none of which is used here and each of which takes memory.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = NoReload });
        // --web.listen-address alone decides; container images preset a port that would only give a warning.
        builder.WebHost.UseSetting("http_ports", "").UseSetting("urls", "");
        return builder;
    }
}
