using Microsoft.Extensions.Logging;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Muting;

internal static partial class MutingLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Silence {Id} stored in version {Version}, until {EndsAt:u}")]
    public static partial void SilenceStored(ILogger logger, Guid id, int version, DateTimeOffset endsAt);

    /// <summary>For <c>--log.silences</c>: upstream's words and fields.</summary>
    public static void Changed(ILogger logger, Silence silence)
    {
        string change = silence.EndsAt <= silence.UpdatedAt ? "expire" : silence.Version == 1 ? "create" : "update";
        string matchers = string.Join(',', silence.Matchers.Select(matcher => matcher.Name + Matcher.Text(matcher.Operator) + matcher.Value));
        Changed(logger, change, silence.Id, matchers, silence.StartsAt, silence.EndsAt, silence.CreatedBy, silence.Comment);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Change} silence {Id} of {Matchers} from {StartsAt:u} until {EndsAt:u} by {CreatedBy}: {Comment}")]
    private static partial void Changed(ILogger logger, string change, Guid id, string matchers, DateTimeOffset startsAt, DateTimeOffset endsAt, string createdBy, string comment);
}
