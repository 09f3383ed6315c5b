using Tocsin.Host.Cli;

return await CommandLine.Create(Environment.GetEnvironmentVariable).Parse(args).InvokeAsync();
