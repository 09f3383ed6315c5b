using System.CommandLine;

namespace Tocsin.Host.Cli;

/// <summary>The commands of <c>tocsin</c>. Parsing only: each command's work stands in its own file.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Func<string, string?> environment)
    {
        var root = new RootCommand(
            "Tocsin watches systems and tells people: it scrapes metrics, evaluates rules, and routes, groups, silences and delivers alerts. "
            + "It reads prometheus.yml, rule files and alertmanager.yml as they are.\n\n"
            + "  tocsin serve                       everything in one process: http://localhost:9090\n"
            + "  tocsin serve --role engine ...     one role of a larger installation\n"
            + "  tocsin check config prometheus.yml\n"
            + "  tocsin template render ...         try a notification template\n"
            + "  tocsin routes test severity=page   where an alert would go");
        root.Subcommands.Add(ServeCommand.Create(environment));
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(RoutesCommand.Create());
        root.Subcommands.Add(TemplateCommand.Create());
        root.Subcommands.Add(TsdbCommand.Create(TimeProvider.System));
        root.Subcommands.Add(HealthcheckCommand.Create(environment));
        return root;
    }
}
