using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What is wrong with a body that cannot be read, in the words that Alertmanager's decoder has for it, as far as they do not depend on how it is built.</summary>
internal static class UnreadableJson
{
    /// <summary>It is no JSON.</summary>
    public static ApiFault Syntax(string body, ReadOnlySpan<byte> text, JsonException error)
    {
        int at = Position(text, error);
        if (at >= text.Length || error.Message.StartsWith("Expected depth to be zero", StringComparison.Ordinal)) return ApiFault.Unreadable(body, "unexpected EOF");
        _ = Rune.DecodeFromUtf8(text[at..], out Rune rune, out _);
        string c = rune.Value == '\'' ? "'\\''" : $"'{rune}'";
        return ApiFault.Unreadable(body, Shown.Text(error.Message switch
        {
            var why when why.Contains("escapable", StringComparison.Ordinal) => $"invalid escape sequence `\\{rune}` in string",
            var why when why.Contains("property name. Expected a ':'", StringComparison.Ordinal) => $"invalid character {c} after object key",
            var why when why.Contains("start of a property name", StringComparison.Ordinal) => $"invalid character {c} looking for beginning of object key string",
            var why when why.Contains("after a single JSON value", StringComparison.Ordinal) => $"invalid character {c} after top-level value",
            var why when why.Contains("after a value", StringComparison.Ordinal) => $"invalid character {c} after object key:value pair or array element",
            _ => $"invalid character {c} looking for beginning of value",
        }));
    }

    /// <param name="field">Such as <c>Alert.labels</c>; null for the value itself.</param>
    /// <param name="type">What it should have been, in the decoder's words.</param>
    public static ApiFault Type(string body, JsonTokenType found, string? field, string type) =>
        ApiFault.Unreadable(body, $"json: cannot unmarshal {Kind(found)} into Go {(field is null ? "value" : "struct field " + Shown.Text(field))} of type {type}");

    public static ApiFault Type(string body, JsonValueKind found, string? field, string type) => Type(body, Token(found), field, type);

    /// <summary>A text of bytes that are none, or half a character: the reader throws when it is asked for it.</summary>
    public static ApiFault NoText(string body) => ApiFault.Unreadable(body, "invalid UTF-8 in a text");

    public static ApiFault Time(string body, string text) =>
        ApiFault.Unreadable(body, $"parsing time \"{Shown.Text(text)}\": write it as 2026-01-02T15:04:05Z");

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.Null => "null",
        _ => "string",
    };

    private static JsonTokenType Token(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => JsonTokenType.StartObject,
        JsonValueKind.Array => JsonTokenType.StartArray,
        JsonValueKind.Number => JsonTokenType.Number,
        JsonValueKind.True or JsonValueKind.False => JsonTokenType.True,
        JsonValueKind.Null => JsonTokenType.Null,
        _ => JsonTokenType.String,
    };

    private static int Position(ReadOnlySpan<byte> text, JsonException error)
    {
        int at = 0;
        for (long line = error.LineNumber ?? 0; line > 0 && at < text.Length; line--)
        {
            int end = text[at..].IndexOf((byte)'\n');
            if (end < 0) return text.Length;
            at += end + 1;
        }
        return at + (int)(error.BytePositionInLine ?? 0);
    }
}

/// <summary>A value has another type than the schema says; the message is the whole answer.</summary>
internal sealed class WrongTypeException(ApiFault fault) : Exception(fault.Message)
{
    public ApiFault Fault => fault;
}
