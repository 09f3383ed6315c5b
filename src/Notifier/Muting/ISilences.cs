using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Muting;

/// <summary>What a person asks for; without an id (or with one that cannot be changed so) it becomes a new silence.</summary>
internal sealed record SilenceRequest
{
    public Guid? Id { get; init; }

    public required IReadOnlyList<Matcher> Matchers { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public string Comment { get; init; } = "";

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Who asks, as far as known; not always who is named as the creator.</summary>
    public string ChangedBy { get; init; } = "";
}

/// <summary>What became of a change to a silence.</summary>
internal enum SilenceOutcome
{
    /// <summary>It is in the database and counts from now on.</summary>
    Stored,

    /// <summary>HTTP 404.</summary>
    UnknownId,

    /// <summary>HTTP 400, with the error to show.</summary>
    Invalid,

    /// <summary>HTTP 400: a limit on number or size, with the error to show.</summary>
    LimitExceeded,

    /// <summary>HTTP 500: the database is away, and a silence is never kept in memory alone.</summary>
    Unavailable,
}

/// <param name="Id">The silence that counts now: the same, or a new one that took the place of the old.</param>
/// <param name="Error">For a person; empty when stored.</param>
internal sealed record SilenceResult(SilenceOutcome Outcome, Guid Id, string Error = "");

/// <summary>The silences: read from memory, changed in the database first. Thread-safe.</summary>
internal interface ISilences
{
    Silence? Find(Guid id);

    /// <summary>All that are kept, expired ones included, in no order.</summary>
    IReadOnlyList<Silence> All();

    /// <summary>The active silences that match, in order of id.</summary>
    IReadOnlyList<Guid> Matching(Model.Labels.LabelSet labels, DateTimeOffset now);

    /// <summary>All of them at this moment: what was asked of one table holds as long as the table stays the same.</summary>
    SilenceTable Table { get; }

    /// <summary>The silences of a table that match an alert and have not ended; some may not have begun.</summary>
    Silence[] Candidates(SilenceTable table, Intake.TrackedAlert alert, DateTimeOffset now);

    /// <summary>Creates, or changes in place where the rules allow it, or expires the old one and creates anew.</summary>
    Task<SilenceResult> SetAsync(SilenceRequest request, CancellationToken cancel);

    /// <summary>Ends it now; one that is over already is fine.</summary>
    /// <param name="by">Who asks, as far as known.</param>
    Task<SilenceResult> ExpireAsync(Guid id, CancellationToken cancel, string by = "");

    /// <summary>Every version, oldest first, from the database.</summary>
    Task<IReadOnlyList<Silence>> VersionsAsync(Guid id, CancellationToken cancel);
}
