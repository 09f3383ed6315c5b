using System.Diagnostics;
using System.Globalization;
using Tocsin.Testing.Peers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Random configurations and random events: we tell and answer what the real Alertmanager tells and answers.</summary>
public sealed class DifferentialTests
{
    private const int WorldsAtOnce = 30;
    private const int Attempts = 3;

    /// <summary>Units. Where a request of a world was later than that, its order may have been another one, and a difference says nothing.</summary>
    private const double TooLate = 0.1;

    private readonly Tally _tally = new();

    [Fact]
    public async Task Random_worlds_are_told_of_as_the_real_Alertmanager_does()
    {
        Assert.SkipWhen(PeerPrograms.Find("alertmanager") is null, "needs alertmanager in TOCSIN_PEERS_DIR/bin");
        // New seeds are for long runs.
        int seed = Number("TOCSIN_SEED", 1), seconds = Number("TOCSIN_SECONDS", 0);
        TestContext.Current.TestOutputHelper!.WriteLine($"TOCSIN_SEED={seed}");
        List<string> differences = [], unsure = [];
        long began = Stopwatch.GetTimestamp();
        do await RunAsync(seed++, differences, unsure);
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds && differences.Count < 30);
        string summary = $"{_tally}; not sure of {unsure.Count}";
        TestContext.Current.TestOutputHelper!.WriteLine(summary);
        Assert.True(differences.Count == 0, $"{summary}\n{string.Join('\n', differences)}");
        if (unsure.Count == 0 && Environment.GetEnvironmentVariable("TOCSIN_WORLD") is null) Assert.Empty(_tally.Missing);
        Assert.SkipWhen(unsure.Count > _tally.Worlds / 2, "The machine is too busy to keep the times: " + string.Join(", ", unsure));
    }

    /// <summary>What differs though the times were kept is played again alone: only what differs each time counts.</summary>
    private async Task RunAsync(int seed, List<string> differences, List<string> unsure)
    {
        var stage = new RandomStage(seed, WorldsAtOnce);
        IReadOnlyList<World> left = Only(stage.Worlds);
        for (int attempt = 1; attempt <= Attempts && left.Count > 0; attempt++)
        {
            var differing = new List<World>();
            foreach ((World world, (WorldTale theirs, WorldTale ours)) in await stage.PlayAsync(left))
            {
                if (attempt == 1) _tally.Add(theirs);
                IReadOnlyList<string> found = WorldTale.Compare(theirs, ours);
                if (found.Count == 0) continue;
                double late = Math.Max(theirs.Late, ours.Late);
                TestContext.Current.TestOutputHelper!.WriteLine($"TOCSIN_SEED={seed} {world.Name} differs, {late:F2} units late:\n  {found[0]}");
                if (late > TooLate) unsure.Add($"TOCSIN_SEED={seed} {world.Name}");
                else if (attempt < Attempts) differing.Add(world);
                else differences.Add($"TOCSIN_SEED={seed} TOCSIN_WORLD={world.Name}\n  {string.Join("\n  ", found)}\n{world}");
            }
            left = differing;
        }
    }

    private static IReadOnlyList<World> Only(IReadOnlyList<World> worlds) =>
        Environment.GetEnvironmentVariable("TOCSIN_WORLD") is { Length: > 0 } name ? [.. worlds.Where(world => world.Name == name)] : worlds;

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
