using System.CommandLine;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Templating;
using Tocsin.Templating.Notifications;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin template render</c>: amtool's command of that name, with its flags, its output and its exit codes.</summary>
internal static class TemplateCommand
{
    private const int MaxBytes = 16 * 1024 * 1024;

    public static Command Create()
    {
        var glob = new Option<string[]>("--template.glob")
        {
            Description = "Glob of template files (*.tmpl, *.scriban); repeatable. The built-in templates are always there.",
            Required = true,
        };
        var text = new Option<string>("--template.text") { Description = "The template that is rendered, e.g. '{{ template \"slack.default.title\" . }}'.", Required = true };
        var type = new Option<string>("--template.type") { Description = "text, or html to escape values for HTML.", DefaultValueFactory = _ => "text" };
        type.AcceptOnlyFromAmong("html", "text");
        var data = new Option<string>("--template.data") { Description = "JSON file with the alerts, as a webhook gets them. Without it, an example is used." };
        var render = new Command("render", "Render a template to standard output.") { glob, text, type, data };
        render.SetAction((result, cancel) => Task.FromResult(Render(
            result.GetValue(glob)!, result.GetValue(text)!, result.GetValue(type) == "html", result.GetValue(data), result.InvocationConfiguration, cancel)));
        return new Command("template", "Work with notification templates.") { render };
    }

    private static int Render(string[] globs, string text, bool html, string? dataFile, InvocationConfiguration console, CancellationToken cancel)
    {
        try
        {
            NotificationData data = Data(dataFile);
            NotificationTemplatesLoad load = NotificationTemplates.Load(Files(globs), TimeProvider.System);
            if (load.Templates is null) return Fail(console, string.Join(Environment.NewLine, load.Errors));
            TemplateResult result = html ? load.Templates.Html(text, data, cancel) : load.Templates.Text(text, data, cancel);
            if (result.Output is null) return Fail(console, result.Error!);
            console.Output.Write(result.Output);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(console, e.Message);
        }
    }

    private static List<TemplateFile> Files(string[] globs)
    {
        var files = new List<TemplateFile>();
        foreach (string glob in globs)
        {
            if (glob.LastIndexOf('[') > glob.LastIndexOf(']')) throw new InvalidDataException($"syntax error in pattern {glob}");
            foreach (string path in FileGlob.Expand(glob).Where(path => FileGlob.HasWildcard(glob) || Path.Exists(path))) files.Add(new TemplateFile(path, Read(path)));
        }
        return files;
    }

    private static NotificationData Data(string? file)
    {
        if (string.IsNullOrEmpty(file)) return ExampleNotification.Create(TimeProvider.System);
        return NotificationDataJson.TryRead(Read(file), out NotificationData data, out string error) ? data : throw new InvalidDataException($"{file}: {error}");
    }

    private static string Read(string path)
    {
        if (Directory.Exists(path)) throw new InvalidDataException($"read {path}: is a directory");
        return new FileInfo(path) is { Exists: true, Length: > MaxBytes } ? throw new InvalidDataException($"{path} is larger than {MaxBytes} bytes") : File.ReadAllText(path);
    }

    private static int Fail(InvocationConfiguration console, string error)
    {
        console.Error.WriteLine("tocsin: error: " + error);
        return 1;
    }
}
