using System.IO.Enumeration;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers;

/// <summary>The files that the globs of <c>templates:</c> name; <c>*</c> and <c>?</c> work in every part of a path. A glob without a match is fine.</summary>
internal static class TemplateFileSearch
{
    private const int MaxFiles = 1000;
    private const int MaxBytes = 4 * 1024 * 1024;

    public static List<TemplateFile> Read(AlertmanagerConfig config, ConfigProblems problems)
    {
        var files = new List<TemplateFile>();
        foreach (string path in config.Templates.SelectMany(Expand).Distinct(StringComparer.Ordinal).Take(MaxFiles))
        {
            try
            {
                if (new FileInfo(path).Length > MaxBytes) problems.Error(new(path, 0, 0, "", $"a template file may be {MaxBytes / 1024 / 1024} MiB at most"));
                else files.Add(new TemplateFile(path, File.ReadAllText(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Error(new(path, 0, 0, "", "cannot be read: " + e.Message));
            }
        }
        return files;
    }

    private static IEnumerable<string> Expand(string glob)
    {
        string full = Path.GetFullPath(glob);
        string root = Path.GetPathRoot(full)!;
        IEnumerable<string> found = [root];
        string[] parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            bool last = i == parts.Length - 1;
            found = found.SelectMany(folder => Below(folder, part, last)).ToList();
        }
        return found.Order(StringComparer.Ordinal);
    }

    private static List<string> Below(string folder, string part, bool last)
    {
        if (part.AsSpan().IndexOfAny('*', '?') < 0)
        {
            string path = Path.Combine(folder, part);
            return (last ? File.Exists(path) : Directory.Exists(path)) ? [path] : [];
        }
        if (!Directory.Exists(folder)) return [];
        try
        {
            return (last ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder))
                .Where(path => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(path), ignoreCase: false)).ToList();
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
