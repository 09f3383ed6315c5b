using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>What becomes of the texts inside a structure that a template made.</summary>
internal enum MadeLeaves
{
    /// <summary>They stay the texts they are.</summary>
    Verbatim,

    /// <summary>They are read as YAML once more: "5" is a number, "" is nothing. Alertmanager does so in PagerDuty's details and Jira's fields.</summary>
    Retyped,
}

/// <summary>
/// A structure of the user's own: every text and key below the top is a template, and a rendered text that reads as YAML of another kind (a list, a
/// map, a number) becomes that. What a template made is not run as a template again: it may come from an alert.
/// </summary>
internal static class TemplatedPayload
{
    private const int MaxDepth = 32;

    /// <summary>The structure without templates.</summary>
    public static PayloadNode Render(PayloadNode node, TemplateRun run, MadeLeaves leaves) => node switch
    {
        PayloadMap map => new PayloadMap([.. map.Entries.Select(entry => KeyValuePair.Create(run.Text(entry.Key), Render(entry.Value, run, leaves)))]),
        PayloadList list => new PayloadList([.. list.Items.Select(item => Render(item, run, leaves))]),
        PayloadText text => Made(run.Text(text.Text), leaves),
        _ => node,
    };

    /// <summary>The same for a map whose own keys are names, not templates.</summary>
    public static PayloadMap RenderValues(PayloadMap map, TemplateRun run, MadeLeaves leaves) =>
        new([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Render(entry.Value, run, leaves)))]);

    /// <summary>Writes a rendered structure; keys in order, the last of equal ones counts.</summary>
    public static void Write(Utf8JsonWriter json, PayloadNode node)
    {
        switch (node)
        {
            case PayloadMap map:
                json.WriteStartObject();
                foreach ((string key, PayloadNode value) in InOrder(map.Entries))
                {
                    json.WritePropertyName(key);
                    Write(json, value);
                }
                json.WriteEndObject();
                break;
            case PayloadList list:
                json.WriteStartArray();
                foreach (PayloadNode item in list.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case PayloadLiteral literal:
                json.WriteRawValue(literal.Json);
                break;
            case PayloadText text:
                json.WriteStringValue(text.Text);
                break;
        }
    }

    private static IEnumerable<KeyValuePair<string, PayloadNode>> InOrder(IReadOnlyList<KeyValuePair<string, PayloadNode>> entries)
    {
        for (int i = 1; i < entries.Count; i++)
            if (string.CompareOrdinal(entries[i - 1].Key, entries[i].Key) >= 0)
                return entries.GroupBy(entry => entry.Key).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Last());
        return entries;
    }

    private static PayloadNode Made(string text, MadeLeaves leaves)
    {
        if (leaves == MadeLeaves.Retyped) return Retype(new PayloadText(text), MaxDepth);
        return PayloadReader.Structure(text) ?? new PayloadText(text);
    }

    private static PayloadNode Retype(PayloadNode node, int depth)
    {
        if (depth == 0) return node;
        return node switch
        {
            PayloadMap map => new PayloadMap([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Retype(entry.Value, depth - 1)))]),
            PayloadList list => new PayloadList([.. list.Items.Select(item => Retype(item, depth - 1))]),
            PayloadText text when PayloadReader.IsNothing(text.Text) => new PayloadLiteral("null"),
            PayloadText text => PayloadReader.Structure(text.Text) is { } structure ? Retype(structure, depth - 1) : text,
            _ => node,
        };
    }
}
