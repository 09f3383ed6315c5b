using System.Diagnostics;
using System.Globalization;
using Tocsin.Templating.Notifications;
using Tocsin.Templating.Rules;
using Tocsin.Templating.Tests.Differential;

namespace Tocsin.Templating.Tests.Fuzzing;

/// <summary>Generated and mutated templates over odd data: whatever comes, it ends soon, in bounds, with a text or an error.</summary>
public sealed class FuzzTests
{
    private const double Seconds = 1.5;
    private static readonly TemplateLimits Limits = new(TimeSpan.FromSeconds(1), 200_000, 60, 300_000);

    /// <summary>A limit is looked at between two steps; on a busy machine a step can be long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void Go_templates_survive_everything() => Campaign((random, seed) =>
    {
        var generator = new Generator(seed);
        string text = random.Next(4) == 0 ? Corpus.Go(random) : generator.Next();
        for (int i = random.Next(4); i > 0; i--) text = generator.Mutate(text);
        NotificationTemplates templates = Load();
        return (text, () => random.Next(2) == 0
            ? templates.Html(text, Corpus.Data(random), TestContext.Current.CancellationToken)
            : templates.Text(text, Corpus.Data(random), TestContext.Current.CancellationToken));
    });

    [Fact]
    public void Layouts_survive_everything() => Campaign((random, seed) =>
    {
        string text = new LayoutGenerator(random).Next();
        var generator = new Generator(seed);
        for (int i = random.Next(4); i > 0; i--) text = generator.Mutate(text);
        return (text, () =>
        {
            NotificationTemplatesLoad load = NotificationTemplates.Load([new TemplateFile("x.scriban", text)], TimeProvider.System, Limits);
            if (load.Templates is null) return TemplateResult.Failed(string.Join(";", load.Errors));
            const string Call = "{{ template \"x.scriban\" . }}";
            return random.Next(2) == 0
                ? load.Templates.Html(Call, Corpus.Data(random), TestContext.Current.CancellationToken)
                : load.Templates.Text(Call, Corpus.Data(random), TestContext.Current.CancellationToken);
        }
        );
    });

    [Fact]
    public void Rule_templates_survive_everything() => Campaign((random, seed) =>
    {
        var generator = new Generator(seed);
        string text = Corpus.Rule(random);
        for (int i = random.Next(5); i > 0; i--) text = generator.Mutate(text);
        var data = new RuleTemplateData(new Dictionary<string, string> { ["instance"] = Corpus.Word(random) }, Corpus.Number(random), new Dictionary<string, string>(), Corpus.Word(random));
        return (text, () => RuleTemplate.Expand(text, data, _ => [new RuleSample(new Dictionary<string, string> { ["a"] = Corpus.Word(random) }, Corpus.Number(random))],
            TimeProvider.System, Limits, TestContext.Current.CancellationToken));
    });

    private static NotificationTemplates Load() => NotificationTemplates.Load([], TimeProvider.System, Limits).Templates!;

    private static void Campaign(Func<Random, int, (string Text, Func<TemplateResult> Run)> next)
    {
        string? wanted = Environment.GetEnvironmentVariable("TOCSIN_SECONDS");
        double seconds = wanted is null ? Seconds : double.Parse(wanted, CultureInfo.InvariantCulture);
        int seed = Environment.TickCount, count = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; count++)
        {
            int one = unchecked(seed * 7919 + count);
            (string text, Func<TemplateResult> run) = next(new Random(one), one);
            var length = Stopwatch.StartNew();
            try
            {
                TemplateResult result = run();
                Assert.True(result.Output is null != result.Error is null, $"neither or both: {text}");
                Assert.True((result.Output ?? "").Length <= Limits.OutputChars, $"{result.Output?.Length} characters: {text}");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"seed {one}: {e.GetType().Name} {e.Message} in {text}", e);
            }
            Assert.True(length.Elapsed < Longest, $"seed {one}: took {length.Elapsed.TotalSeconds:0.0} s: {text}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} templates, first seed {unchecked(seed * 7919)}");
    }
}
