namespace Tocsin.Host.Roles;

/// <summary>The four roles one binary can play; all of them in one process is the default.</summary>
[Flags]
internal enum Role
{
    None = 0,
    Ingest = 1,
    Engine = 2,
    Notifier = 4,
    Web = 8,
    All = Ingest | Engine | Notifier | Web,
}
