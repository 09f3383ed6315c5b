using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>The JSON texts inside columns. Labels are one object, fingerprints a list of their hexadecimal forms.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new FingerprintConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T To<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("a column holds null");

    public static string OfLabels(LabelSet labels)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (LabelPair pair in labels) writer.WriteString(pair.Name, pair.Value);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static LabelSet ToLabels(string text)
    {
        // As OfLabels wrote them: in order, and empty only where they are annotations.
        var writer = new SortedLabelWriter(keepEmpty: true);
        using var document = JsonDocument.Parse(text);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
            if (!writer.TryAdd(Encoding.UTF8.GetBytes(property.Name), Encoding.UTF8.GetBytes(property.Value.GetString() ?? "")))
                throw new JsonException("labels in a column are out of order");
        return writer.Build();
    }

    public static string OfMatchers(IReadOnlyList<IReadOnlyList<Matcher>> sets) =>
        Of(sets.Select(set => set.Select(matcher => new MatcherText(matcher.Name, Matcher.Text(matcher.Operator), matcher.Value))));

    public static IReadOnlyList<IReadOnlyList<Matcher>> ToMatchers(string text) =>
        [.. To<MatcherText[][]>(text).Select(set => (IReadOnlyList<Matcher>)[.. set.Select(one => new Matcher(one.Name, Operator(one.Op), one.Value, dotIsAll: false))])];

    private static MatchOperator Operator(string text) =>
        Enum.GetValues<MatchOperator>().First(op => Matcher.Text(op) == text);

    private sealed record MatcherText(string Name, string Op, string Value);

    private sealed class FingerprintConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Fingerprint.TryParse(reader.GetString() ?? "", out ulong fingerprint) ? fingerprint : throw new JsonException("not a fingerprint");

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) => writer.WriteStringValue(Fingerprint.Format(value));
    }
}
