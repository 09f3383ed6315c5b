using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// Which dead letters are tried again without anybody's doing: those whose group lives and whose route still leads to the integration. The groups are asked for in
/// the database, so that every Notifier says the same.
/// </summary>
internal sealed class TriedAgain(IGroupStore groups, INotifierConfig config)
{
    public async Task<IReadOnlySet<LogKey>> OfAsync(IReadOnlyList<DeliveryFailure> failures, CancellationToken cancel)
    {
        NotifierModel model = config.Current;
        DeliveryFailure[] led = [.. failures.Where(failure => Leads(model, failure))];
        if (led.Length == 0) return new HashSet<LogKey>();
        HashSet<string> living = [.. (await groups.LoadAsync([.. led.Select(failure => failure.Key.GroupId).Distinct()], cancel)).Select(group => group.Id)];
        return led.Select(failure => failure.Key).Where(key => living.Contains(key.GroupId)).ToHashSet();
    }

    private static bool Leads(NotifierModel model, DeliveryFailure failure)
    {
        LogKey key = failure.Key;
        return model.Routes.Find(failure.RouteId) is { } route
            && (route.Receiver == key.Receiver || model.Extras(route.Receiver).FallbackReceiver == key.Receiver)
            && model.Receivers(key.Receiver).Any(one => one.Integration == key.Integration && one.Index == key.Index);
    }
}
