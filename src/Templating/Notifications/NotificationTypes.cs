using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>The Go types that notification templates see, named as upstream names them.</summary>
internal static class NotificationTypes
{
    public static readonly GoType Names = new("template.Strings", GoKind.Slice, GoType.String, GoType.Strings);
    public static readonly GoType Pair = new("template.Pair", GoKind.Struct);
    public static readonly GoType Pairs = new("template.Pairs", GoKind.Slice, Pair, GoType.SliceOf(Pair));
    public static readonly GoType KeyValueMap = new("template.KV", GoKind.Map, GoType.String, GoType.StringMap);
    public static readonly GoType Alert = new("template.Alert", GoKind.Struct);
    public static readonly GoType Alerts = new("template.Alerts", GoKind.Slice, Alert, GoType.SliceOf(Alert));
    public static readonly GoType Data = new("template.Data", GoKind.Struct);

    static NotificationTypes()
    {
        Names.With(methods: [GoFunction.Of("Join", [GoType.String], (a, run) => GoValue.Of(Join(a[0].AsList(), a[1].AsString(), run)))]);
        Pair.With(fields: [Field<NamedText>("Name", "Name", p => GoValue.Of(p.Name)), Field<NamedText>("Value", "Value", p => GoValue.Of(p.Value))]);
        Pairs.With(
            methods:
            [
                GoFunction.Of("Names", [], (a, _) => List(Items(a[0]).Select(p => p.Name))),
                GoFunction.Of("Values", [], (a, _) => List(Items(a[0]).Select(p => p.Value))),
                GoFunction.Of("String", [], (a, _) => GoValue.Of(PairsText(a[0].Data!))),
            ],
            text: PairsText);
        KeyValueMap.With(methods: MapMethods(), text: m => m.ToString()!);
        Alert.With(fields: AlertFields());
        Alerts.With(methods: [Filter("Firing", firing: true), Filter("Resolved", firing: false)]);
        Data.With(fields: DataFields());
    }

    public static GoValue Of(KeyValues values) => new(KeyValueMap, values);

    public static GoValue Of(NotificationData data) => new(Data, data);

    public static string Join(IGoList texts, string separator, GoRun run)
    {
        var output = new GoWriter(run);
        for (int i = 0; i < texts.Count; i++)
        {
            run.Step();
            if (i > 0) output.Write(separator);
            output.Write(texts[i].AsString());
        }
        return output.Take();
    }

    private static IEnumerable<GoFunction> MapMethods() =>
    [
        GoFunction.Of("SortedPairs", [], (a, _) => new GoValue(Pairs,
            new GoObjectList<NamedText>(Map(a[0]).Readable, Pair))),
        GoFunction.Of("Names", [], (a, _) => List(Map(a[0]).Names)),
        GoFunction.Of("Values", [], (a, _) => List(Map(a[0]).Values)),
        GoFunction.Of("Remove", [GoType.Strings], (a, _) => Of(Map(a[0]).Remove(Texts(a[1].AsList())))),
        GoFunction.Of("String", [], (a, _) => GoValue.Of(Map(a[0]).ToString())),
    ];

    private static IEnumerable<GoField> AlertFields() =>
    [
        Field<AlertData>("Status", "status", a => GoValue.Of(a.Status)),
        Field<AlertData>("Labels", "labels", a => Of(a.Labels)),
        Field<AlertData>("Annotations", "annotations", a => Of(a.Annotations)),
        Field<AlertData>("StartsAt", "startsAt", a => TimeTypes.Of(GoTime.From(a.StartsAt).Add(a.ExtraNanoseconds.StartsAt))),
        Field<AlertData>("EndsAt", "endsAt", a => TimeTypes.Of(GoTime.From(a.EndsAt).Add(a.ExtraNanoseconds.EndsAt))),
        Field<AlertData>("GeneratorURL", "generatorURL", a => GoValue.Of(a.GeneratorUrl)),
        Field<AlertData>("Fingerprint", "fingerprint", a => GoValue.Of(a.Fingerprint)),
    ];

    private static IEnumerable<GoField> DataFields() =>
    [
        Field<NotificationData>("Receiver", "receiver", d => GoValue.Of(d.Receiver)),
        Field<NotificationData>("Status", "status", d => GoValue.Of(d.Status)),
        Field<NotificationData>("Alerts", "alerts", d => new GoValue(Alerts, new GoObjectList<AlertData>(d.Alerts, Alert))),
        Field<NotificationData>("NotificationReason", "notification_reason", d => GoValue.Of(d.NotificationReason)),
        Field<NotificationData>("GroupLabels", "groupLabels", d => Of(d.GroupLabels)),
        Field<NotificationData>("CommonLabels", "commonLabels", d => Of(d.CommonLabels)),
        Field<NotificationData>("CommonAnnotations", "commonAnnotations", d => Of(d.CommonAnnotations)),
        Field<NotificationData>("RouteLabels", "routeLabels", d => Of(d.RouteLabels)) with { OmitEmpty = true },
        Field<NotificationData>("ExternalURL", "externalURL", d => GoValue.Of(d.ExternalUrl)),
    ];

    private static GoField Field<T>(string name, string json, Func<T, GoValue> read) => new(name, json, o => read((T)o));

    private static GoFunction Filter(string name, bool firing) => GoFunction.Of(name, [], (a, _) =>
        new GoValue(Alerts.Unnamed, new GoObjectList<AlertData>(With(a[0].AsList(), firing), Alert)));

    private static List<AlertData> With(IGoList list, bool firing)
    {
        var found = new List<AlertData>(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Data is AlertData alert && alert.IsFiring == firing) found.Add(alert);
        }
        return found;
    }

    private static KeyValues Map(GoValue value) => (KeyValues)value.Data!;

    private static IEnumerable<NamedText> Items(GoValue value) => NamedTexts((IGoList)value.Data!);

    private static IEnumerable<NamedText> NamedTexts(IGoList list) => Enumerable.Range(0, list.Count).Select(i => (NamedText)list[i].Data!);

    private static string PairsText(object list) => string.Join(", ", NamedTexts((IGoList)list).Select(p => p.Name + "=" + p.Value));

    private static GoValue List(IEnumerable<string> texts) => GoValue.Of(texts) with { Type = Names };

    private static IEnumerable<string> Texts(IGoList list) => Enumerable.Range(0, list.Count).Select(i => list[i].AsString());
}
