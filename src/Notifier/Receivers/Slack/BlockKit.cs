using System.Text.Json;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>
/// Slack's documented limits for blocks (https://docs.slack.dev/reference/block-kit/blocks). Slack answers <c>invalid_blocks</c> and says no more, so
/// what is wrong is found here.
/// </summary>
internal static class BlockKit
{
    private const int MaxBlocks = 50;

    private static readonly HashSet<string> Types =
        ["actions", "context", "context_actions", "divider", "file", "header", "image", "input", "markdown", "rich_text", "section", "table", "video"];

    /// <summary>What is wrong with a layout; null when Slack will take it.</summary>
    public static string? Problem(string blocks)
    {
        using JsonDocument? json = JsonText.Parse(blocks);
        if (json is null) return "the template did not come to JSON";
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Array) return "a JSON array of blocks is needed";
        if (root.GetArrayLength() is 0 or > MaxBlocks) return $"a message has 1 to {MaxBlocks} blocks, here are {root.GetArrayLength()}";
        int at = 0;
        foreach (JsonElement block in root.EnumerateArray())
        {
            if (OfBlock(block) is { } problem) return $"block {at}: {problem}";
            at++;
        }
        return null;
    }

    private static string? OfBlock(JsonElement block)
    {
        string type = JsonText.Of(block, "type");
        if (!Types.Contains(type)) return $"\"{type}\" is no type of block";
        if (JsonText.Of(block, "block_id").Length > 255) return "block_id may have 255 characters";
        return type switch
        {
            "section" => OfSection(block),
            "header" => OfText(block, "text", 150, "plain_text"),
            "context" => OfElements(block, 10, element => JsonText.Of(element, "type") == "image" ? OfImage(element) : OfTextObject(element, 2000)),
            "actions" => OfElements(block, 25, OfAction),
            "image" => OfImage(block),
            _ => null,
        };
    }

    private static string? OfSection(JsonElement block)
    {
        bool hasFields = block.TryGetProperty("fields", out JsonElement fields), hasText = block.TryGetProperty("text", out _);
        if (!hasFields && !hasText) return "a section needs text or fields";
        if (hasText && OfText(block, "text", 3000) is { } problem) return problem;
        if (hasFields && (fields.ValueKind != JsonValueKind.Array || fields.GetArrayLength() is 0 or > 10)) return "a section has 1 to 10 fields";
        if (hasFields)
            foreach (JsonElement field in fields.EnumerateArray())
                if (OfTextObject(field, 2000) is { } wrong)
                    return "field: " + wrong;
        return block.TryGetProperty("accessory", out JsonElement accessory) ? OfAction(accessory) : null;
    }

    private static string? OfElements(JsonElement block, int max, Func<JsonElement, string?> check)
    {
        if (!block.TryGetProperty("elements", out JsonElement elements) || elements.ValueKind != JsonValueKind.Array || elements.GetArrayLength() is var count && (count == 0 || count > max))
            return $"it has 1 to {max} elements";
        foreach (JsonElement element in elements.EnumerateArray())
            if (check(element) is { } problem)
                return problem;
        return null;
    }

    private static string? OfAction(JsonElement element)
    {
        if (JsonText.Of(element, "type") == "image") return OfImage(element);
        if (JsonText.Of(element, "action_id").Length > 255) return "action_id may have 255 characters";
        if (JsonText.Of(element, "type") != "button") return null;
        if (JsonText.Of(element, "url").Length > 3000) return "the url of a button may have 3000 characters";
        if (JsonText.Of(element, "value").Length > 2000) return "the value of a button may have 2000 characters";
        if (JsonText.Of(element, "style") is not ("" or "primary" or "danger")) return "the style of a button is primary or danger";
        return OfText(element, "text", 75, "plain_text");
    }

    private static string? OfImage(JsonElement image)
    {
        if (JsonText.Of(image, "image_url").Length > 3000) return "image_url may have 3000 characters";
        if (JsonText.Of(image, "image_url").Length == 0 && !image.TryGetProperty("slack_file", out _)) return "an image needs image_url";
        return JsonText.Of(image, "alt_text").Length is 0 or > 2000 ? "an image needs alt_text, of 2000 characters at most" : null;
    }

    private static string? OfText(JsonElement owner, string key, int max, string? only = null)
    {
        if (!owner.TryGetProperty(key, out JsonElement text)) return $"{key} is missing";
        if (only is not null && JsonText.Of(text, "type") != only) return $"{key} must be of type {only}";
        return OfTextObject(text, max);
    }

    private static string? OfTextObject(JsonElement text, int max)
    {
        if (JsonText.Of(text, "type") is not ("plain_text" or "mrkdwn")) return "a text is of type plain_text or mrkdwn";
        int length = JsonText.Of(text, "text").EnumerateRunes().Count();
        return length == 0 ? "a text may not be empty" : length > max ? $"a text here may have {max} characters, this has {length}" : null;
    }
}
