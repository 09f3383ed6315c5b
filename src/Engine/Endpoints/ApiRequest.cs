using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
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
    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;

    private ApiRequest(HttpContext http, IFormCollection? form)
    {
        Http = http;
        _query = http.Request.Query;
        _form = form;
    }

    public HttpContext Http { get; }

    public static async ValueTask<ApiRequest> ReadAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType) return new ApiRequest(http, null);
        try
        {
            return new ApiRequest(http, await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false));
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw new ApiException(ApiErrorType.BadData, "error parsing form values: " + e.Message);
        }
    }

    /// <summary>The first value; that of the form wins. Empty when it is absent.</summary>
    public string Text(string name) =>
        _form is not null && _form.TryGetValue(name, out StringValues posted) && posted.Count > 0 ? posted[0] ?? "" : _query[name].FirstOrDefault() ?? "";

    public IReadOnlyList<string> Texts(string name) =>
        [.. (_form is null ? [] : _form[name].ToArray()).Concat(_query[name].ToArray()).OfType<string>()];

    public bool Flag(string name) => Text(name) is { Length: > 0 } text && bool.TryParse(text, out bool on) && on;

    /// <summary>A time in ms, or the fallback when the parameter is absent; no fallback means that it must be there.</summary>
    public long Time(string name, long? fallback = null)
    {
        string text = Text(name);
        if (text.Length == 0 && fallback is { } given) return given;
        if (ApiTime.TryParse(text, out long time)) return time;
        string reason = $"cannot parse \"{text}\" to a valid timestamp";
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
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit))
        {
            bool isNumber = text.AsSpan(text[0] is '+' or '-' ? 1 : 0) is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9');
            throw ApiException.BadParameter(name, $"strconv.Atoi: parsing {LabelText.Quote(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
        }
        return limit >= 0 ? (int)Math.Min(limit, int.MaxValue) : throw ApiException.BadParameter(name, "limit must be non-negative");
    }
}
