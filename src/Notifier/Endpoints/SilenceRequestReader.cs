using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Reads the body of POST /silences and of the preview: what the schema asks for first, then what the matchers mean.</summary>
internal static class SilenceRequestReader
{
    private const int MaxMatchers = 1000;
    private const string Body = "silence";

    public static ApiFault? Read(byte[] body, DateTimeOffset now, out SilenceRequest? request)
    {
        request = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Null) return ApiFault.Required("comment");
            if (root.ValueKind != JsonValueKind.Object) return UnreadableJson.Type(Body, root.ValueKind, null, "models.PostableSilence");
            CheckTypes(root);
            foreach (string field in (string[])["comment", "createdBy", "endsAt"])
                if (Missing(root, field))
                    return ApiFault.Required(field);
            if (ReadMatchers(root, out List<Matcher> matchers, out ApiFault? badPattern) is { } wrong) return wrong;
            if (Missing(root, "startsAt")) return ApiFault.Required("startsAt");
            if (Time(root, "startsAt", out DateTimeOffset? startsAt) is { } badStart) return badStart;
            if (Time(root, "endsAt", out DateTimeOffset? endsAt) is { } badEnd) return badEnd;
            if (endsAt is null || startsAt >= endsAt) return ApiFault.Bad("Failed to create silence: start time must be before end time");
            if (endsAt < now) return ApiFault.Bad("Failed to create silence: end time can't be in the past");
            // What a pattern means is asked after all that can be seen without it.
            if (badPattern is not null) return badPattern;
            string id = Text(root, "id");
            if (id.Length > 0 && !Guid.TryParse(id, out _)) return ApiFault.NotFound("silence not found");
            request = new SilenceRequest
            {
                Id = id.Length > 0 ? Guid.Parse(id) : null,
                Matchers = matchers,
                StartsAt = startsAt,
                EndsAt = endsAt,
                CreatedBy = Text(root, "createdBy"),
                Comment = Text(root, "comment"),
                Annotations = Texts(root, "annotations"),
            };
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

    /// <summary>The matchers alone, for a preview.</summary>
    public static ApiFault? ReadMatchers(byte[] body, out List<Matcher> matchers)
    {
        matchers = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Object) return ApiFault.Bad(ApiFault.Required("matchers").Message);
            CheckTypes(json.RootElement);
            return (ReadMatchers(json.RootElement, out matchers, out ApiFault? badPattern) ?? badPattern) is { } fault ? ApiFault.Bad(fault.Message) : null;
        }
        catch (JsonException e)
        {
            return ApiFault.Bad(UnreadableJson.Syntax(Body, body, e).Message);
        }
        catch (WrongTypeException e)
        {
            return ApiFault.Bad(e.Message);
        }
        catch (InvalidOperationException)
        {
            return ApiFault.Bad(UnreadableJson.NoText(Body).Message);
        }
    }

    /// <summary>Types come before what is missing, in the order of the body.</summary>
    private static void CheckTypes(JsonElement root)
    {
        foreach (JsonProperty field in root.EnumerateObject())
        {
            switch (field.Name)
            {
                case "id":
                    RequireKind(field.Value, ".id", "string", JsonValueKind.String);
                    break;
                case "comment" or "createdBy":
                    RequireKind(field.Value, "Silence." + field.Name, "string", JsonValueKind.String);
                    break;
                case "startsAt" or "endsAt":
                    RequireKind(field.Value, null, "string", JsonValueKind.String);
                    if (field.Value.ValueKind == JsonValueKind.String && Time(root, field.Name, out _) is { } fault) throw new WrongTypeException(fault);
                    break;
                case "annotations":
                    RequireKind(field.Value, "Silence.annotations", "models.LabelSet", JsonValueKind.Object);
                    if (field.Value.ValueKind == JsonValueKind.Object)
                        foreach (JsonProperty text in field.Value.EnumerateObject()) RequireKind(text.Value, "Silence.annotations." + text.Name, "string", JsonValueKind.String);
                    break;
                case "matchers":
                    RequireKind(field.Value, "Silence.matchers", "models.Matchers", JsonValueKind.Array);
                    if (field.Value.ValueKind == JsonValueKind.Array) CheckMatcherTypes(field.Value);
                    break;
            }
        }
    }

    private static void CheckMatcherTypes(JsonElement list)
    {
        int i = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string path = $"Silence.matchers.{i++}";
            if (item.ValueKind != JsonValueKind.Object) throw new WrongTypeException(UnreadableJson.Type(Body, item.ValueKind, path, "models.Matcher"));
            foreach (JsonProperty field in item.EnumerateObject())
            {
                if (field.Name is "name" or "value") RequireKind(field.Value, $"{path}.{field.Name}", "string", JsonValueKind.String);
                else if (field.Name is "isRegex" or "isEqual") RequireKind(field.Value, $"{path}.{field.Name}", "bool", JsonValueKind.True, JsonValueKind.False);
            }
        }
    }

    private static void RequireKind(JsonElement value, string? field, string type, params ReadOnlySpan<JsonValueKind> allowed)
    {
        if (value.ValueKind != JsonValueKind.Null && !allowed.Contains(value.ValueKind)) throw new WrongTypeException(UnreadableJson.Type(Body, value.ValueKind, field, type));
    }

    private static ApiFault? ReadMatchers(JsonElement root, out List<Matcher> matchers, out ApiFault? badPattern)
    {
        matchers = [];
        badPattern = null;
        if (Missing(root, "matchers")) return ApiFault.Required("matchers");
        JsonElement list = root.GetProperty("matchers");
        if (list.GetArrayLength() == 0) return ApiFault.Empty("matchers");
        if (list.GetArrayLength() > MaxMatchers) return ApiFault.Bad($"more than {MaxMatchers} matchers");
        int i = -1;
        foreach (JsonElement item in list.EnumerateArray())
        {
            i++;
            foreach (string field in (string[])["isRegex", "name", "value"])
                if (Missing(item, field))
                    return ApiFault.Required($"matchers.{i}.{field}");
            bool regex = item.GetProperty("isRegex").GetBoolean();
            bool equal = Missing(item, "isEqual") || item.GetProperty("isEqual").GetBoolean();
            MatchOperator op = (regex, equal) switch
            {
                (false, true) => MatchOperator.Equal,
                (false, false) => MatchOperator.NotEqual,
                (true, true) => MatchOperator.Regex,
                _ => MatchOperator.NotRegex,
            };
            try
            {
                matchers.Add(new Matcher(Text(item, "name"), op, Text(item, "value"), dotIsAll: false));
            }
            catch (FormatException e)
            {
                string pattern = Shown.Text(Text(item, "value"));
                badPattern ??= ApiFault.Bad($"invalid silence: invalid label matcher {i} in set 0: invalid regular expression \"{pattern}\": {Shown.Text(e.Message)}");
            }
        }
        return null;
    }

    private static bool Missing(JsonElement element, string field) => !element.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null;

    private static string Text(JsonElement element, string field) => Missing(element, field) ? "" : element.GetProperty(field).GetString() ?? "";

    private static Dictionary<string, string> Texts(JsonElement element, string field)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Missing(element, field)) return texts;
        foreach (JsonProperty entry in element.GetProperty(field).EnumerateObject()) texts[entry.Name] = entry.Value.GetString() ?? "";
        return texts;
    }

    private static ApiFault? Time(JsonElement element, string field, out DateTimeOffset? time)
    {
        string text = Text(element, field);
        return WireTime.TryParse(text, out time) ? null : UnreadableJson.Time(Body, text);
    }
}
