using System.Text.Json;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>
/// What a query cost, as upstream's <c>stats</c>; with <c>stats=analyze</c> also what each operator did, under <c>operators</c>.
/// </summary>
internal static class StatisticsJson
{
    /// <summary>Writes the property <c>stats</c>.</summary>
    public static void Write(Utf8JsonWriter json, QueryStatistics statistics, OperatorTree? operators)
    {
        json.WriteStartObject("stats"u8);
        json.WriteStartObject("timings"u8);
        json.WriteNumber("evalTotalTime"u8, statistics.EvalTotalTime.TotalSeconds);
        json.WriteNumber("resultSortTime"u8, statistics.ResultSortTime.TotalSeconds);
        json.WriteNumber("queryPreparationTime"u8, statistics.PreparationTime.TotalSeconds);
        json.WriteNumber("innerEvalTime"u8, statistics.InnerEvalTime.TotalSeconds);
        json.WriteNumber("execQueueTime"u8, statistics.QueueTime.TotalSeconds);
        json.WriteNumber("execTotalTime"u8, statistics.ExecTotalTime.TotalSeconds);
        json.WriteEndObject();
        json.WriteStartObject("samples"u8);
        if (statistics.StepTimes.Count > 0) WriteSteps(json, statistics);
        json.WriteNumber("totalQueryableSamples"u8, statistics.TotalQueryableSamples);
        json.WriteNumber("peakSamples"u8, statistics.PeakSamples);
        json.WriteEndObject();
        if (operators is not null)
        {
            json.WritePropertyName("operators"u8);
            WriteOperator(json, operators);
        }
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, QueryStatistics statistics)
    {
        json.WriteStartArray("totalQueryableSamplesPerStep"u8);
        for (int i = 0; i < statistics.StepTimes.Count; i++)
        {
            json.WriteStartArray();
            ResultWriter.WriteShortTime(json, statistics.StepTimes[i]);
            json.WriteNumberValue(statistics.TotalQueryableSamplesPerStep[i]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void WriteOperator(Utf8JsonWriter json, OperatorTree node)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, node.Name);
        json.WriteString("text"u8, node.Text);
        json.WriteNumber("rows"u8, node.Rows);
        json.WriteNumber("samples"u8, node.Samples);
        json.WriteNumber("seconds"u8, node.Time.TotalSeconds);
        json.WriteStartArray("inputs"u8);
        foreach (OperatorTree input in node.Inputs) WriteOperator(json, input);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
