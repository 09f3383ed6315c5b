namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>What a routing tree names must exist, and what it adds up to should make sense.</summary>
internal static class RouteChecks
{
    public static void Check(
        RouteConfig root, IReadOnlyList<ReceiverConfig> receivers, IReadOnlyList<NamedTimeInterval> intervals, LoadContext context, ConfigProblems problems)
    {
        var receiverNames = receivers.Select(receiver => receiver.Name).ToHashSet(StringComparer.Ordinal);
        var intervalNames = intervals.Select(interval => interval.Name).ToHashSet(StringComparer.Ordinal);
        Walk(root, RouteConfig.DefaultGroupInterval, RouteConfig.DefaultRepeatInterval);

        void Walk(RouteConfig route, TimeSpan groupInterval, TimeSpan repeatInterval)
        {
            if (route.Receiver is { } name && !receiverNames.Contains(name)) Error(route, $"undefined receiver \"{name}\" used in route", name, receiverNames);
            foreach (string interval in route.MuteTimeIntervals.Concat(route.ActiveTimeIntervals))
                if (!intervalNames.Contains(interval))
                    Error(route, $"undefined time interval \"{interval}\" used in route", interval, intervalNames);
            TimeSpan group = route.GroupInterval ?? groupInterval, repeat = route.RepeatInterval ?? repeatInterval;
            if (repeat < group && (route.GroupInterval ?? route.RepeatInterval) is not null)
                Warn(route, "repeat_interval is shorter than group_interval", "it then repeats at every group_interval");
            foreach (RouteConfig child in route.Routes) Walk(child, group, repeat);
        }

        void Warn(RouteConfig route, string message, string hint) => problems.Warn(new(context.File, route.Line, 0, route.Field, message, hint));

        void Error(RouteConfig route, string message, string name, IEnumerable<string> known)
        {
            string? nearest = Yaml.NearestName.Of(name, known);
            problems.Error(new(context.File, route.Line, 0, route.Field, message, nearest is null ? "" : $"did you mean \"{nearest}\"?"));
        }
    }
}
