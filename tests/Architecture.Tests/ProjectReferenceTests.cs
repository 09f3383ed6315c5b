using System.Xml.Linq;

namespace Tocsin.Architecture.Tests;

/// <summary>The references between projects are those of docs/architecture.md, and no others.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Model"] = [],
        ["Tsdb"] = ["Model"],
        ["PromQL"] = ["Model"],
        ["Templating"] = ["Model"],
        ["Contracts"] = ["Model"],
        ["Ingest"] = ["Tsdb", "Contracts"],
        ["Engine"] = ["PromQL", "Templating", "Contracts"],
        ["Notifier"] = ["Templating", "Contracts"],
        ["Web"] = ["Contracts"],
        ["Postgres"] = ["Engine", "Notifier"],
        ["Sqlite"] = ["Engine", "Notifier"],
        ["Host"] = ["Model", "Tsdb", "PromQL", "Templating", "Contracts", "Ingest", "Engine", "Notifier", "Web", "Postgres", "Sqlite"],
    };

    /// <summary>Heavy packages and the one project that may name each.</summary>
    private static readonly Dictionary<string, string[]> PackageHomes = new()
    {
        ["YamlDotNet"] = ["Contracts"],
        ["Google.Protobuf"] = ["Contracts"],
        ["MailKit"] = ["Notifier"],
        ["AWSSDK.Core"] = ["Notifier"],
        ["AWSSDK.SecurityToken"] = ["Notifier"],
        ["Scriban.Signed"] = ["Templating"],
        ["MassTransit.RabbitMQ"] = ["Host"],
        ["RabbitMQ.Client"] = ["Host", "Notifier"],
        ["Npgsql.EntityFrameworkCore.PostgreSQL"] = ["Host", "Postgres"],
        ["Microsoft.EntityFrameworkCore.Sqlite"] = ["Host", "Sqlite"],
        ["Yarp.ReverseProxy"] = ["Web"],
        ["System.CommandLine"] = ["Host"],
    };

    public static TheoryData<string> Projects => [.. Repository.ProductProjects().Select(Path.GetFileNameWithoutExtension).Select(name => name!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        XDocument file = Load(project);
        string[] references = [.. file.Descendants("ProjectReference").Select(element => Path.GetFileNameWithoutExtension((string)element.Attribute("Include")!))];
        Assert.Contains(project, Allowed.Keys);
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_heavy_package_lives_in_one_project(string project)
    {
        IEnumerable<string> strays = Load(project).Descendants("PackageReference")
            .Select(element => (string)element.Attribute("Include")!)
            .Where(package => PackageHomes.TryGetValue(package, out string[]? homes) && !homes.Contains(project));
        Assert.Empty(strays);
    }

    [Fact]
    public void Every_product_project_stands_in_the_table_and_every_project_of_the_table_is_there() =>
        Assert.Equal(Allowed.Keys.Order(), Repository.ProductProjects().Select(path => Path.GetFileNameWithoutExtension(path)!).Order());

    [Fact]
    public void Every_source_project_has_its_tests()
    {
        IEnumerable<string> missing = Repository.ProductProjects()
            .Where(path => path.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => !File.Exists(Path.Combine(Repository.Root, "tests", $"{name}.Tests", $"{name}.Tests.csproj")));
        Assert.Empty(missing);
    }

    private static XDocument Load(string project) =>
        XDocument.Load(Repository.ProductProjects().Single(path => Path.GetFileNameWithoutExtension(path) == project));
}
