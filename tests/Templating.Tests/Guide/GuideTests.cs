using System.Text.RegularExpressions;
using Tocsin.Templating.Notifications;
using Tocsin.Templating.Tests.Go;

namespace Tocsin.Templating.Tests.Guide;

/// <summary>What docs/guides/templates.md shows must work.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public void Every_example_of_the_guide_renders()
    {
        string guide = Read();
        MatchCollection blocks = Blocks().Matches(guide);
        Assert.True(blocks.Count >= 2, "the guide has lost its examples");
        foreach (Match block in blocks)
        {
            string text = block.Groups[2].Value;
            TemplateResult result = block.Groups[1].Value == "tmpl" ? Render.Text(text)
                : Render.Text("{{ template \"x.scriban\" . }}", null, new TemplateFile("x.scriban", text));
            Assert.Null(result.Error);
            Assert.Contains("Down", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_layout_that_the_guide_names_exists_and_is_named_if_it_exists()
    {
        string guide = Read();
        string[] named = [.. Calls().Matches(guide).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Equal(4, named.Length);
        foreach (string name in named) Assert.Null(Render.Text($"{{{{ template \"{name}\" . }}}}").Error);
    }

    private static string Read()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Tocsin.slnx"))) folder = Path.GetDirectoryName(folder);
        Assert.SkipWhen(folder is null, "not run from the repository");
        return File.ReadAllText(Path.Combine(folder!, "docs", "guides", "templates.md"));
    }

    [GeneratedRegex("^```(tmpl|scriban)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("template \"(tocsin\\.[a-z.]+)\"")]
    private static partial Regex Calls();
}
