namespace Tocsin.Architecture.Tests;

/// <summary>Finds a circle in a directed graph.</summary>
internal static class Circle
{
    /// <summary>A circle written as <c>a -> b -> a</c>, or null.</summary>
    public static string? Find(IReadOnlyDictionary<string, string[]> edges)
    {
        var done = new HashSet<string>();
        foreach (string start in edges.Keys)
        {
            var path = new List<string>();
            if (Visit(start, edges, done, path)) return string.Join(" -> ", path.SkipWhile(node => node != path[^1]));
        }
        return null;
    }

    private static bool Visit(string node, IReadOnlyDictionary<string, string[]> edges, HashSet<string> done, List<string> path)
    {
        if (path.Contains(node))
        {
            path.Add(node);
            return true;
        }
        if (done.Contains(node)) return false;
        path.Add(node);
        foreach (string next in edges.GetValueOrDefault(node, []))
            if (Visit(next, edges, done, path))
                return true;
        path.RemoveAt(path.Count - 1);
        done.Add(node);
        return false;
    }
}
