namespace Tocsin.Contracts.Configuration;

/// <summary>One thing that is wrong, or misplaced but accepted, in a configuration file. Lines and columns count from 1; 0 is unknown.</summary>
/// <param name="File">The file as it was named to us.</param>
/// <param name="Field">The path of the field, such as <c>receivers[1].email_configs[0].to</c>; may be empty.</param>
/// <param name="Message">What is wrong; never contains a secret.</param>
/// <param name="Hint">What to do instead; may be empty.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Field, string Message, string Hint = "")
{
    public override string ToString()
    {
        string place = Line <= 0 ? File : Column <= 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
        string field = Field.Length > 0 ? $" {Field}:" : "";
        string hint = Hint.Length > 0 ? $" ({Hint})" : "";
        return $"{place}:{field} {Message}{hint}";
    }
}

/// <summary>Collects all errors and warnings of a load before anything is said. Not thread-safe.</summary>
public sealed class ConfigProblems
{
    private const int MaxKept = 200;
    private readonly List<ConfigProblem> _errors = [];
    private readonly List<ConfigProblem> _warnings = [];

    public IReadOnlyList<ConfigProblem> Errors => _errors;

    /// <summary>Accepted, but the writer should know: misplaced keys, deprecated forms.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => _warnings;

    public bool HasErrors => _errors.Count > 0;

    public void Error(ConfigProblem problem)
    {
        if (_errors.Count < MaxKept) _errors.Add(problem);
    }

    public void Warn(ConfigProblem problem)
    {
        if (_warnings.Count < MaxKept) _warnings.Add(problem);
    }
}
