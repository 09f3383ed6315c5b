using Microsoft.AspNetCore.Http;
using Tocsin.Host.Lifecycle;
using Tocsin.Model.Matchers;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class ApiOriginsTests
{
    [Theory]
    [InlineData("GET", "/api/v1/query", "https://grafana.example", "https://grafana.example", false)]
    [InlineData("OPTIONS", "/api/v1/query", "https://grafana.example", "https://grafana.example", true)]
    [InlineData("OPTIONS", "/api/v1/query", "https://elsewhere.example", "", true)]
    [InlineData("GET", "/api/v1/query", "", "", false)]
    [InlineData("GET", "/metrics", "https://grafana.example", "", false)]
    public async Task An_allowed_origin_may_read_the_api(string method, string path, string origin, string allowed, bool answered)
    {
        bool passed = false;
        var origins = new ApiOrigins(_ => { passed = true; return Task.CompletedTask; }, new AnchoredRegex("https://grafana.*"));
        var http = new DefaultHttpContext { Request = { Method = method, Path = path } };
        if (origin.Length > 0) http.Request.Headers.Origin = origin;
        await origins.InvokeAsync(http);
        Assert.Equal(allowed, http.Response.Headers.AccessControlAllowOrigin.ToString());
        Assert.Equal(answered, !passed);
        if (answered) Assert.Equal(StatusCodes.Status204NoContent, http.Response.StatusCode);
    }
}
