using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Endpoints;

/// <summary>A request that cannot be answered; becomes the API's error envelope.</summary>
internal sealed class ApiException(ApiErrorType type, string message) : Exception(message)
{
    public ApiErrorType Type => type;

    public static ApiException BadParameter(string name, string reason) => new(ApiErrorType.BadData, $"invalid parameter \"{name}\": {reason}");
}

/// <summary>The parameters of one call, from the address and the form of a POST together. All readers report with upstream's words.</summary>
internal sealed class ApiRequest
{
    // As much as Go takes.
    private const int LargestForm = 10 * 1024 * 1024;

    // Those of the body come first.
    private readonly FormText _form = new();

    private ApiRequest(HttpContext http) => Http = http;

    public HttpContext Http { get; }

    public static async ValueTask<ApiRequest> ReadAsync(HttpContext http)
    {
        var request = new ApiRequest(http);
        try
        {
            if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType) await request.ReadBodyAsync();
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw new ApiException(ApiErrorType.BadData, "error parsing form values: " + e.Message);
        }
        request._form.Read(Encoding.UTF8.GetBytes(http.Request.QueryString.Value ?? "").AsSpan() is [_, .. var query] ? query : default);
        return request;
    }

    /// <summary>The first value; that of the form wins. Empty when it is absent.</summary>
    public string Text(string name) => _form.All(name).FirstOrDefault() ?? "";

    public IReadOnlyList<string> Texts(string name) => [.. _form.All(name)];

    /// <summary>Some paths of upstream refuse what others pass over.</summary>
    /// <exception cref="ApiException">A parameter could not be read.</exception>
    public void DemandReadable()
    {
        if (_form.Error.Length > 0) throw new ApiException(ApiErrorType.BadData, "error parsing form values: " + _form.Error);
    }

    private async ValueTask ReadBodyAsync()
    {
        if (!MediaTypeHeaderValue.TryParse(Http.Request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != "application/x-www-form-urlencoded")
        {
            foreach ((string name, StringValues values) in await Http.Request.ReadFormAsync(Http.RequestAborted).ConfigureAwait(false))
                foreach (string? value in values)
                    _form.Add(name, value ?? "");
            return;
        }
        using var body = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; (read = await Http.Request.Body.ReadAsync(buffer, Http.RequestAborted).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + read > LargestForm) throw new InvalidDataException("http: POST too large");
                body.Write(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        _form.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    public bool Flag(string name) => Text(name) is { Length: > 0 } text && bool.TryParse(text, out bool on) && on;

    /// <summary>A time in ms, or the fallback when the parameter is absent; no fallback means that it must be there.</summary>
    public long Time(string name, long? fallback = null)
    {
        string text = Text(name);
        if (text.Length == 0 && fallback is { } given) return given;
        if (ApiTime.TryParse(text, out long time)) return time;
        string reason = $"cannot parse {LabelText.Quote(text)} to a valid timestamp";
        // Upstream reads times with a default in another place, which says more.
        throw ApiException.BadParameter(name, fallback is null ? reason : $"invalid time value for '{name}': {reason}");
    }

    /// <summary>A duration in ms.</summary>
    public long Duration(string name) => ApiTime.ParseDuration(Text(name), out string error) ?? throw ApiException.BadParameter(name, error);

    public TimeSpan? OptionalDuration(string name) => Text(name).Length == 0 ? null : TimeSpan.FromMilliseconds(Math.Clamp(Duration(name), -1e15, 1e14));

    /// <summary>0 is no limit. A 64-bit number; none that says more than can be counted here.</summary>
    public int Limit(string name = "limit")
    {
        string text = Text(name);
        if (text.Length == 0) return 0;
        if (text.Contains('\0') || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit))
        {
            bool isNumber = text.AsSpan(text[0] is '+' or '-' ? 1 : 0) is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9');
            throw ApiException.BadParameter(name, $"strconv.Atoi: parsing {LabelText.Quote(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
        }
        return limit >= 0 ? (int)Math.Min(limit, int.MaxValue) : throw ApiException.BadParameter(name, "limit must be non-negative");
    }
}
