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
        ResultWriter.WriteSeconds(json, "evalTotalTime"u8, statistics.EvalTotalTime);
        ResultWriter.WriteSeconds(json, "resultSortTime"u8, statistics.ResultSortTime);
        ResultWriter.WriteSeconds(json, "queryPreparationTime"u8, statistics.PreparationTime);
        ResultWriter.WriteSeconds(json, "innerEvalTime"u8, statistics.InnerEvalTime);
        ResultWriter.WriteSeconds(json, "execQueueTime"u8, statistics.QueueTime);
        ResultWriter.WriteSeconds(json, "execTotalTime"u8, statistics.ExecTotalTime);
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
        ResultWriter.WriteSeconds(json, "seconds"u8, node.Time);
        json.WriteStartArray("inputs"u8);
        foreach (OperatorTree input in node.Inputs) WriteOperator(json, input);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
