namespace Tocsin.Architecture.Tests;

/// <summary>Finds the sources from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> ProductProjects() =>
        new[] { "src", "migrations" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 2,
        }));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Tocsin.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
