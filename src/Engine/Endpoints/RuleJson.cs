using System.Globalization;
using System.Text.Json;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Querying;
using Tocsin.Engine.Rules;

namespace Tocsin.Engine.Endpoints;

/// <summary>Writes groups, rules and alerts in the order of fields that upstream has.</summary>
internal static class RuleJson
{
    public static void WriteGroup(Utf8JsonWriter json, RuleGroupRunner group, IEnumerable<RuleSlot> rules, bool withAlerts)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, group.Model.Key.Name);
        json.WriteString("file"u8, group.Model.Key.File);
        json.WriteStartArray("rules"u8);
        foreach (RuleSlot slot in rules) WriteRule(json, slot, withAlerts);
        json.WriteEndArray();
        ResultWriter.WriteSeconds(json, "interval"u8, group.Model.Interval);
        json.WriteNumber("limit"u8, group.Model.Limit);
        ResultWriter.WriteSeconds(json, "evaluationTime"u8, group.Last.Took);
        json.WriteString("lastEvaluation"u8, Time(group.Last.At));
        json.WriteEndObject();
    }

    public static void WriteAlert(Utf8JsonWriter json, ActiveAlert alert)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        json.WriteStartObject();
        json.WritePropertyName("labels"u8);
        ResultWriter.WriteLabels(json, alert.Labels);
        json.WritePropertyName("annotations"u8);
        ResultWriter.WriteLabels(json, alert.Annotations);
        json.WriteString("state"u8, State(alert.State));
        json.WriteString("activeAt"u8, Time(alert.ActiveAt));
        if (alert.KeepFiringSince != 0) json.WriteString("keepFiringSince"u8, Time(alert.KeepFiringSince));
        json.WriteString("value"u8, text[..SampleText.Format(alert.Value, NumberLayout.Exponent, text)]);
        json.WriteEndObject();
    }

    /// <summary>RFC 3339 with as many decimals as needed; 0 is Go's zero time.</summary>
    public static string Time(long milliseconds) => milliseconds == 0
        ? "0001-01-01T00:00:00Z"
        : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static string State(AlertState state) => state switch
    {
        AlertState.Pending => "pending",
        AlertState.Firing => "firing",
        _ => "inactive",
    };

    private static void WriteRule(Utf8JsonWriter json, RuleSlot slot, bool withAlerts)
    {
        RuleModel rule = slot.Rule.Model;
        RuleState state = slot.State;
        json.WriteStartObject();
        if (slot.Rule is AlertingRule alerting)
        {
            ActiveAlert[] active = [.. alerting.Alerts.Where(alert => alert.State != AlertState.Inactive)];
            json.WriteString("state"u8, State(active.Length == 0 ? AlertState.Inactive : active.Max(alert => alert.State)));
            json.WriteString("name"u8, rule.Name);
            json.WriteString("query"u8, rule.Query);
            ResultWriter.WriteSeconds(json, "duration"u8, rule.For);
            ResultWriter.WriteSeconds(json, "keepFiringFor"u8, rule.KeepFiringFor);
            json.WritePropertyName("labels"u8);
            ResultWriter.WriteLabels(json, rule.Labels);
            json.WritePropertyName("annotations"u8);
            ResultWriter.WriteLabels(json, rule.Annotations);
            json.WriteStartArray("alerts"u8);
            if (withAlerts)
                foreach (ActiveAlert alert in active)
                    WriteAlert(json, alert);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("name"u8, rule.Name);
            json.WriteString("query"u8, rule.Query);
            if (rule.Labels.Count > 0)
            {
                json.WritePropertyName("labels"u8);
                ResultWriter.WriteLabels(json, rule.Labels);
            }
        }
        json.WriteString("health"u8, Health(state.Health));
        if (state.LastError.Length > 0) json.WriteString("lastError"u8, state.LastError);
        ResultWriter.WriteSeconds(json, "evaluationTime"u8, state.EvaluationTime);
        json.WriteString("lastEvaluation"u8, Time(state.LastEvaluation));
        json.WriteString("type"u8, rule.IsAlerting ? "alerting"u8 : "recording"u8);
        json.WriteEndObject();
    }

    private static string Health(RuleHealth health) => health switch
    {
        RuleHealth.Ok => "ok",
        RuleHealth.Err => "err",
        _ => "unknown",
    };
}
