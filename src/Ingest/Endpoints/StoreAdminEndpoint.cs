using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// <c>/api/v1/admin/tsdb/*</c>: deleting series, giving back their space, snapshots. Switched off unless the operator allows it by
/// <c>--web.enable-admin-api</c>.
/// </summary>
internal sealed class StoreAdminEndpoint(IStoreAdmin? store, ISelectorReader reader, IngestOptions options)
{
    // Far enough away for every sample, and safe to add a window to.
    private const long Oldest = long.MinValue / 4;
    private const long Newest = long.MaxValue / 4;

    public Task DeleteAsync(HttpContext http) => RunAsync(http, async admin =>
    {
        string[] selectors = await FormParameters.AllAsync(http, "match[]").ConfigureAwait(false);
        if (selectors.Length == 0) return "no match[] parameter provided";
        if (!FormParameters.TryTime(await FormParameters.FirstAsync(http, "start").ConfigureAwait(false), "start", Oldest, out long start, out string? wrong)) return wrong;
        if (!FormParameters.TryTime(await FormParameters.FirstAsync(http, "end").ConfigureAwait(false), "end", Newest, out long end, out wrong)) return wrong;
        var matchers = new List<IReadOnlyList<Matcher>>();
        foreach (string selector in selectors)
        {
            if (!reader.TryRead(selector, out IReadOnlyList<Matcher> parsed, out string error)) return $"invalid parameter \"match[]\": {error}";
            // Upstream's index finds nothing for {}.
            if (parsed.Count > 0) matchers.Add(parsed);
        }
        foreach (IReadOnlyList<Matcher> parsed in matchers) admin.Delete(parsed, start, end);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    public Task CleanAsync(HttpContext http) => RunAsync(http, admin =>
    {
        admin.CleanTombstones(http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.FromResult<string?>(null);
    });

    public Task SnapshotAsync(HttpContext http) => RunAsync(http, async admin =>
    {
        string text = await FormParameters.FirstAsync(http, "skip_head").ConfigureAwait(false);
        if (!FormParameters.TryFlag(text, out bool skipHead))
            return $"invalid parameter \"skip_head\": unable to parse boolean: strconv.ParseBool: parsing \"{text}\": invalid syntax";
        string name = admin.Snapshot(!skipHead, http.RequestAborted);
        await JsonAnswer.SuccessAsync(http, name, (json, made) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, made);
            json.WriteEndObject();
        }).ConfigureAwait(false);
        return null;
    });

    /// <summary>Runs one action on a thread of its own; what it gives back is what is wrong with the request.</summary>
    private async Task RunAsync(HttpContext http, Func<IStoreAdmin, Task<string?>> action)
    {
        if (!options.AdminApi || store is null)
        {
            await JsonAnswer.ErrorAsync(http, ApiErrorType.Unavailable, "admin APIs disabled").ConfigureAwait(false);
            return;
        }
        try
        {
            string? wrong = await Task.Run(() => action(store)).ConfigureAwait(false);
            if (wrong is not null) await JsonAnswer.ErrorAsync(http, ApiErrorType.BadData, wrong).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await JsonAnswer.ErrorAsync(http, ApiErrorType.Internal, e.Message).ConfigureAwait(false);
        }
    }

    /// <summary>Parameters of the address and of a posted form together.</summary>
    private static class FormParameters
    {
        public static async Task<string[]> AllAsync(HttpContext http, string name)
        {
            IEnumerable<string?> posted = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false))[name].ToArray() : [];
            return [.. posted.Concat(http.Request.Query[name].ToArray()).OfType<string>()];
        }

        public static async Task<string> FirstAsync(HttpContext http, string name) => (await AllAsync(http, name).ConfigureAwait(false)).FirstOrDefault() ?? "";

        public static bool TryFlag(string text, out bool value)
        {
            value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
            return value || text is "" or "0" or "f" or "F" or "false" or "FALSE" or "False";
        }

        public static bool TryTime(string text, string name, long absent, out long milliseconds, out string? wrong)
        {
            (milliseconds, wrong) = (absent, null);
            if (text.Length == 0) return true;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && !double.IsNaN(seconds))
            {
                milliseconds = (long)Math.Clamp(Math.Round(seconds * 1000), Oldest, Newest);
                return true;
            }
            bool dated = text.Length >= 20 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                && (milliseconds = time.ToUnixTimeMilliseconds()) >= Oldest;
            if (!dated) wrong = $"invalid parameter \"{name}\": invalid time value for '{name}': cannot parse \"{text}\" to a valid timestamp";
            return dated;
        }
    }
}
