using Microsoft.AspNetCore.Builder;

namespace Tocsin.Testing.Servers;

/// <summary>For servers inside a test, of which hundreds may live at once.</summary>
public static class SmallWeb
{
    // Each would take one of the 128 watchers for changed files that a user has on Linux.
    private static readonly string[] NoReload = ["--hostBuilder:reloadConfigOnChange=false"];

    public static WebApplicationBuilder CreateBuilder() => WebApplication.CreateSlimBuilder(NoReload);
}
