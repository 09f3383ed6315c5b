using Microsoft.Extensions.Logging;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Rules;

internal static partial class RuleLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Evaluating rule failed: group={Group} rule={Rule}: {Error}")]
    public static partial void EvaluationFailed(ILogger log, GroupKey group, string rule, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Evaluating rule broke: group={Group} rule={Rule}")]
    public static partial void EvaluationBroke(ILogger log, Exception error, GroupKey group, string rule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rule evaluation result discarded: group={Group} rule={Rule} reason={Reason}")]
    public static partial void SamplesRefused(ILogger log, GroupKey group, string rule, AppendOutcome reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rule group is late: group={Group} missed={Missed} evaluations")]
    public static partial void SlotsMissed(ILogger log, GroupKey group, long missed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rule group loop broke and goes on at its next slot: group={Group}")]
    public static partial void LoopBroke(ILogger log, Exception error, GroupKey group);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rule groups applied: total={Total} kept={Kept} started={Started} removed={Removed}")]
    public static partial void Applied(ILogger log, int total, int kept, int started, int removed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Series of removed rules could not be marked stale: {Error}")]
    public static partial void StaleMarkersFailed(ILogger log, string error);
}
