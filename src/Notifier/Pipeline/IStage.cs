using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What a stage lets through, and what it dropped and why.</summary>
internal readonly record struct StageResult(IReadOnlyList<FlushAlert> Kept, IReadOnlyList<DroppedAlert> Dropped);

/// <summary>One stage that may keep alerts from being told. It judges only, so explaining and flushing are the same code.</summary>
internal interface IStage
{
    /// <summary>As decisions name it.</summary>
    string Name { get; }

    /// <summary>The <c>reason</c> of alertmanager_notifications_suppressed_total.</summary>
    string Metric { get; }

    StageResult Judge(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts);
}
