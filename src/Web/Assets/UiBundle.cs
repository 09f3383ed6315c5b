using System.Collections.Frozen;
using System.Reflection;

namespace Tocsin.Web.Assets;

/// <summary>The built UI as the build put it into an assembly: its files by path, and the page they belong to.</summary>
internal sealed class UiBundle
{
    private const string Root = "ui/";
    private readonly FrozenDictionary<string, UiAsset> _files;

    private UiBundle(FrozenDictionary<string, UiAsset> files, string? page)
    {
        _files = files;
        Page = page;
    }

    /// <summary>The text of index.html, or null when the service was built without its UI.</summary>
    public string? Page { get; }

    public static UiBundle Load(Assembly assembly)
    {
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Root, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var files = names
            .Where(n => !IsCompressed(n) && n != Root + "index.html")
            .ToFrozenDictionary(n => n[Root.Length..], n => new UiAsset(assembly, n, names.Contains(n + ".br"), names.Contains(n + ".gz")), StringComparer.Ordinal);
        return new UiBundle(files, names.Contains(Root + "index.html") ? ReadPage(assembly) : null);

        bool IsCompressed(string name) => Path.GetExtension(name) is ".br" or ".gz" && names.Contains(Path.ChangeExtension(name, null));
    }

    /// <summary>The file at a path like "assets/index-abc.js", or null.</summary>
    public UiAsset? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Files that lie beside the page, such as the icons.</summary>
    public IEnumerable<string> TopLevel => _files.Keys.Where(p => !p.Contains('/', StringComparison.Ordinal));

    private static string ReadPage(Assembly assembly)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(Root + "index.html")!);
        return reader.ReadToEnd();
    }
}
