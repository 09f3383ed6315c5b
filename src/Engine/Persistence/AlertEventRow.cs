using Tocsin.Engine.Alerting;

namespace Tocsin.Engine.Persistence;

/// <summary>One transition of one alert.</summary>
internal sealed class AlertEventRow
{
    public long Id { get; set; }

    public long At { get; set; }

    public string GroupFile { get; set; } = "";

    public string GroupName { get; set; } = "";

    public string RuleName { get; set; } = "";

    /// <summary>The fingerprint of the labels, its bits as a signed number.</summary>
    public long Fingerprint { get; set; }

    public byte[] Labels { get; set; } = [];

    public int FromState { get; set; }

    public int ToState { get; set; }

    public double Value { get; set; }

    public string Reason { get; set; } = "";

    public static AlertEventRow Of(AlertEvent happened) => new()
    {
        At = happened.Transition.At,
        GroupFile = happened.Group.File,
        GroupName = happened.Group.Name,
        RuleName = happened.Rule,
        Fingerprint = unchecked((long)happened.Transition.Labels.Fingerprint()),
        Labels = happened.Transition.Labels.Blob.ToArray(),
        FromState = (int)happened.Transition.From,
        ToState = (int)happened.Transition.To,
        Value = double.IsNaN(happened.Transition.Value) ? 0 : happened.Transition.Value,
        Reason = happened.Transition.Reason.ToString(),
    };
}
