namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// The keys of every block of alertmanager.yml in the order in which Alertmanager 0.33 shows them, with what it fills in: the table
/// <c>ShownShapes.txt</c>, which says how it is written.
/// </summary>
internal static class ShownShapes
{
    private static readonly Lazy<Dictionary<string, List<ShownField>>> All = new(Read);

    public static IReadOnlyList<ShownField> Of(string block) => All.Value.GetValueOrDefault(block) ?? [];

    private static Dictionary<string, List<ShownField>> Read()
    {
        var shapes = new Dictionary<string, List<ShownField>>(StringComparer.Ordinal);
        List<ShownField> fields = [];
        foreach (string line in Lines())
        {
            if (line.StartsWith(' ')) fields.Add(Field(line.Trim()));
            else shapes[line] = fields = [];
        }
        return shapes;
    }

    private static IEnumerable<string> Lines()
    {
        using Stream table = typeof(ShownShapes).Assembly.GetManifestResourceStream("Tocsin.Contracts.ShownShapes.txt")!;
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                yield return line;
    }

    private static ShownField Field(string line)
    {
        int equals = line.IndexOf(" = ", StringComparison.Ordinal);
        string? fallback = equals < 0 ? null : line[(equals + 3)..];
        string[] words = (equals < 0 ? line : line[..equals]).Split(' ');
        string kind = words.Skip(1).FirstOrDefault(word => word[0] != '^') ?? "text", global = words.Skip(1).FirstOrDefault(word => word[0] == '^') ?? "";
        string[] parts = kind.Split(':');
        return new(words[0], Enum.Parse<ShownKind>(parts[0], ignoreCase: true), parts.Length > 1 ? parts[1] : "", fallback, global.TrimStart('^', '?'), global.StartsWith("^?", StringComparison.Ordinal));
    }
}
