namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>What a key holds, which decides how it is shown.</summary>
internal enum ShownKind
{
    Text,
    Secret,
    Secrets,
    Path,
    Paths,
    Bool,
    Number,
    Flag,
    Duration,
    GoDuration,
    Texts,
    Line,
    Months,
    Matchers,
    Labels,
    Headers,
    Details,
    Template,
    Free,
    Map,
    Tls,
    List,
}
