using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Endpoints;

/// <summary>
/// Reads the body of POST /alerts straight into label sets: Prometheus sends the same alerts again every few seconds, so nothing between the bytes and
/// the sets is made. Keys we do not know are passed over, as upstream does.
/// </summary>
internal static class PostedAlertReader
{
    public const int MaxAlerts = 100_000;
    private const string Body = "alerts";

    public static ApiFault? Read(ReadOnlySpan<byte> body, List<PostedAlert> alerts, LabelSetCache cache)
    {
        using var scratch = new LabelScratch(cache);
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            if (!json.Read() || json.TokenType == JsonTokenType.Null) return null;
            if (json.TokenType != JsonTokenType.StartArray)
            {
                JsonTokenType found = json.TokenType;
                // What ends too early is told before what is of the wrong kind.
                json.Skip();
                return UnreadableJson.Type(Body, found, null, "models.PostableAlerts");
            }
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (alerts.Count == MaxAlerts) return ApiFault.Bad($"more than {MaxAlerts} alerts in one request");
                if (ReadAlert(ref json, alerts, scratch, cache) is { } fault) return fault;
            }
            return null;
        }
        catch (JsonException e)
        {
            return UnreadableJson.Syntax(Body, body, e);
        }
        catch (WrongTypeException e)
        {
            return e.Fault;
        }
        catch (InvalidOperationException)
        {
            return UnreadableJson.NoText(Body);
        }
    }

    private static ApiFault? ReadAlert(ref Utf8JsonReader json, List<PostedAlert> alerts, LabelScratch scratch, LabelSetCache cache)
    {
        if (json.TokenType != JsonTokenType.StartObject) return UnreadableJson.Type(Body, json.TokenType, null, "models.PostableAlert");
        LabelSet? labels = null;
        LabelSet annotations = LabelSet.Empty;
        DateTimeOffset? startsAt = null, endsAt = null;
        string generator = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("labels"u8)) labels = ReadLabels(ref json, scratch);
            else if (json.ValueTextEquals("annotations"u8)) annotations = ReadLabels(ref json, scratch, annotations: true) ?? LabelSet.Empty;
            else if (json.ValueTextEquals("startsAt"u8))
            {
                if (ReadTime(ref json, out startsAt) is { } fault) return fault;
            }
            else if (json.ValueTextEquals("endsAt"u8))
            {
                if (ReadTime(ref json, out endsAt) is { } fault) return fault;
            }
            else if (json.ValueTextEquals("generatorURL"u8))
            {
                if (ReadUri(ref json, cache, alerts.Count, out generator) is { } fault) return fault;
            }
            else json.Skip();
        }
        int position = alerts.Count;
        if (labels is null) return ApiFault.Required($"{position}.labels");
        alerts.Add(new PostedAlert { Labels = labels, Annotations = annotations, StartsAt = startsAt, EndsAt = endsAt, GeneratorUrl = generator });
        return null;
    }

    private static ApiFault? ReadTime(ref Utf8JsonReader json, out DateTimeOffset? time)
    {
        json.Read();
        time = null;
        RequireText(ref json);
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && WireTime.TryParse(json.ValueSpan, out time)) return null;
        string text = json.GetString() ?? "";
        return WireTime.TryParse(text, out time) ? null : UnreadableJson.Time(Body, text);
    }

    private static void RequireText(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw new WrongTypeException(UnreadableJson.Type(Body, json.TokenType, null, "string"));
    }

    // All alerts of a rule have the same link: it is checked once.
    private static ApiFault? ReadUri(ref Utf8JsonReader json, LabelSetCache cache, int position, out string uri)
    {
        json.Read();
        RequireText(ref json);
        Span<char> buffer = stackalloc char[1024];
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && json.ValueSpan.Length <= buffer.Length)
        {
            int length = Encoding.UTF8.GetChars(json.ValueSpan, buffer);
            if (cache.Text(buffer[..length]) is { } known)
            {
                uri = known;
                return null;
            }
        }
        uri = json.GetString() ?? "";
        if (uri.Length > 0 && uri[0] != '/' && !Uri.TryCreate(uri, UriKind.Absolute, out _)) return ApiFault.NotOfType($"{position}.generatorURL", "body", "uri", Shown.Text(uri));
        cache.Put(uri);
        return null;
    }

    // Null only for a JSON null. An empty value is the same as no label; an annotation may be empty.
    private static LabelSet? ReadLabels(ref Utf8JsonReader json, LabelScratch labels, bool annotations = false)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartObject) throw new WrongTypeException(UnreadableJson.Type(Body, json.TokenType, annotations ? ".annotations" : "Alert.labels", "models.LabelSet"));
        labels.Begin();
        byte[] scratch = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = Bytes(ref json, ref scratch);
            labels.AddName(name);
            json.Read();
            if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                throw new WrongTypeException(UnreadableJson.Type(Body, json.TokenType, (annotations ? ".annotations." : "Alert.labels.") + Encoding.UTF8.GetString(name), "string"));
            labels.AddValue(json.TokenType == JsonTokenType.Null ? default : Bytes(ref json, ref scratch));
        }
        return annotations ? labels.BuildAnnotations() : labels.Build();
    }

    private static ReadOnlySpan<byte> Bytes(ref Utf8JsonReader json, ref byte[] scratch)
    {
        if (!json.ValueIsEscaped) return json.ValueSpan;
        if (scratch.Length < json.ValueSpan.Length) scratch = new byte[json.ValueSpan.Length];
        return scratch.AsSpan(0, json.CopyString(scratch));
    }
}
