using System.CommandLine;
using Tocsin.Host.Lifecycle;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new ServeFlags();
        var command = new Command(
            "serve",
            "Run the server: all roles, or those given by --role. Flags have the names of Prometheus, those of Alertmanager an \"alertmanager.\" in front. "
            + "Each flag is also an environment variable: --web.listen-address is TOCSIN_WEB_LISTEN_ADDRESS.");
        foreach (Flag flag in flags.All) command.Options.Add(flag.Option);
        command.SetAction((result, cancel) => RunAsync(new ServeSettingsReader(flags, result, environment), cancel));
        return command;
    }

    private static async Task<int> RunAsync(ServeSettingsReader reader, CancellationToken cancel)
    {
        ServeSettings settings = reader.Read();
        if (reader.Errors.Count > 0) return Fail(reader.Errors);
        try
        {
            await Server.RunAsync(settings, reader.Warnings, cancel);
            return 0;
        }
        catch (StartupFailure failure)
        {
            return Fail(failure.Lines);
        }
    }

    private static int Fail(IReadOnlyList<string> lines)
    {
        foreach (string line in lines) Console.Error.WriteLine("tocsin: " + line);
        return 1;
    }
}
