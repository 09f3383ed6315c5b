using System.Globalization;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Differential;

/// <summary>Generated templates over odd data through our engine and through the real amtool: output and errors must be the same.</summary>
public sealed class DifferentialTests
{
    /// <summary>With a fixed seed: new templates are for long runs (TOCSIN_ROUNDS, TOCSIN_SEED), not for a red light by chance.</summary>
    private const int Rounds = 120;

    [Fact]
    public void Generated_templates_come_out_as_amtool_renders_them()
    {
        string? program = Amtool.Find();
        Assert.SkipWhen(program is null, "TOCSIN_PEERS_DIR is not set or has no amtool");
        int rounds = Number("TOCSIN_ROUNDS") ?? Rounds;
        int seed = Number("TOCSIN_SEED") ?? 1;
        string folder = Directory.CreateTempSubdirectory("tocsin-differential-").FullName;
        try
        {
            string dataFile = Path.Combine(folder, "data.json");
            File.WriteAllText(dataFile, OddData.Json);
            Assert.True(NotificationDataJson.TryRead(OddData.Json, out NotificationData data, out string error), error);
            List<string> differences = Compare(new Amtool(program!, folder), data, dataFile, seed, rounds);
            Assert.True(differences.Count == 0, $"seed {seed}: {differences.Count} of {rounds} differ\n" + string.Join("\n\n", differences.Take(40)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Compare(Amtool amtool, NotificationData data, string dataFile, int seed, int rounds)
    {
        NotificationTemplates templates = NotificationTemplates.Load([], TimeProvider.System).Templates!;
        var differences = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var generator = new Generator(unchecked(seed * 7919 + round));
            string text = generator.Next();
            if (amtool.Render(text, generator.Html, dataFile) is not { } want) continue;
            TemplateResult got = generator.Html
                ? templates.Html(text, data, TestContext.Current.CancellationToken)
                : templates.Text(text, data, TestContext.Current.CancellationToken);
            if (!KnownDifferences.Same(want, got)) differences.Add($"{(generator.Html ? "html" : "text")} {text}\n  want {want.Output ?? "ERROR " + want.Error}\n   got {got.Output ?? "ERROR " + got.Error}");
        }
        return differences;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
}
