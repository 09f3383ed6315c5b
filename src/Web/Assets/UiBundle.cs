using System.Collections.Frozen;
using System.Reflection;

namespace Tocsin.Web.Assets;

/// <summary>The built UI: its files by path, and the page they belong to.</summary>
internal sealed class UiBundle
{
    private const string Root = "ui/";
    private const string PageName = "index.html";
    private readonly FrozenDictionary<string, UiAsset> _assets;

    /// <param name="files">Every file by its path; "x.js.br" and "x.js.gz" are the compressed forms of "x.js".</param>
    public UiBundle(IReadOnlyDictionary<string, Func<Stream>> files)
    {
        _assets = files
            .Where(f => f.Key != PageName && !IsCompressed(f.Key))
            .ToFrozenDictionary(f => f.Key, f => new UiAsset(f.Key, f.Value, files.GetValueOrDefault(f.Key + ".br"), files.GetValueOrDefault(f.Key + ".gz")), StringComparer.Ordinal);
        Page = files.TryGetValue(PageName, out var open) ? Read(open) : null;

        bool IsCompressed(string path) => Path.GetExtension(path) is ".br" or ".gz" && files.ContainsKey(path[..^3]);
    }

    /// <summary>The text of index.html, or null when the service was built without its UI.</summary>
    public string? Page { get; }

    /// <summary>Files that lie beside the page, such as the icons.</summary>
    public IEnumerable<string> TopLevel => _assets.Keys.Where(p => !p.Contains('/', StringComparison.Ordinal));

    /// <summary>The UI that the build put into an assembly (Ui.targets names the resources).</summary>
    public static UiBundle Load(Assembly assembly) =>
        new(assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Root, StringComparison.Ordinal))
            .ToDictionary(n => n[Root.Length..], n => (Func<Stream>)(() => assembly.GetManifestResourceStream(n)!), StringComparer.Ordinal));

    /// <summary>The file at a path like "assets/index-abc.js", or null.</summary>
    public UiAsset? Find(string path) => _assets.GetValueOrDefault(path);

    private static string Read(Func<Stream> open)
    {
        using var reader = new StreamReader(open());
        return reader.ReadToEnd();
    }
}
