using System.Diagnostics;

namespace Tocsin.Testing;

/// <summary>Waits for something outside the test process. Only for real peers; what runs in the test uses a fake clock.</summary>
public static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is not null.</summary>
    /// <exception cref="TimeoutException">With <paramref name="what"/> in its text.</exception>
    public static async Task<T> UntilAsync<T>(string what, TimeSpan limit, Func<Task<T?>> ask, CancellationToken cancel)
        where T : class
    {
        long started = Stopwatch.GetTimestamp();
        Exception? last = null;
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (await ask() is { } found) return found;
                last = null;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or System.Text.Json.JsonException)
            {
                last = e;
            }
            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
        throw new TimeoutException($"After {limit.TotalSeconds:F0} s still waiting for {what}.", last);
    }

    public static Task UntilAsync(string what, TimeSpan limit, Func<Task<bool>> ask, CancellationToken cancel) =>
        UntilAsync<object>(what, limit, async () => await ask() ? ask : null, cancel);
}
