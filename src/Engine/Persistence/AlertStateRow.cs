using System.Security.Cryptography;
using System.Text;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Persistence;

/// <summary>One alert of one rule. The key is a hash, because labels can be longer than an index takes.</summary>
internal sealed class AlertStateRow
{
    /// <summary>SHA-256 over group file, group name, rule identity and labels.</summary>
    public byte[] Id { get; set; } = [];

    public string GroupFile { get; set; } = "";

    public string GroupName { get; set; } = "";

    public string RuleName { get; set; } = "";

    public string RuleIdentity { get; set; } = "";

    public byte[] Labels { get; set; } = [];

    public byte[] Annotations { get; set; } = [];

    public int State { get; set; }

    public double Value { get; set; }

    public long ActiveAt { get; set; }

    public long FiredAt { get; set; }

    public long KeepFiringSince { get; set; }

    public long LastSentAt { get; set; }

    public long ResolvedAt { get; set; }

    public static byte[] IdOf(RuleKey rule, LabelSet labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{rule.Group.File}\0{rule.Group.Name}\0{rule.Identity}\0"));
        hash.AppendData(labels.Blob);
        return hash.GetHashAndReset();
    }

    public static AlertStateRow Of(StoredAlert alert) => new()
    {
        Id = IdOf(alert.Rule, alert.Labels),
        GroupFile = alert.Rule.Group.File,
        GroupName = alert.Rule.Group.Name,
        RuleName = alert.RuleName,
        RuleIdentity = alert.Rule.Identity,
        Labels = alert.Labels.Blob.ToArray(),
        Annotations = alert.Annotations.Blob.ToArray(),
        State = (int)alert.State,
        // NaN is a value of samples; not every database keeps one.
        Value = double.IsNaN(alert.Value) ? 0 : alert.Value,
        ActiveAt = alert.ActiveAt,
        FiredAt = alert.FiredAt,
        KeepFiringSince = alert.KeepFiringSince,
        LastSentAt = alert.LastSentAt,
        ResolvedAt = alert.ResolvedAt,
    };

    public StoredAlert ToStored() => new()
    {
        Rule = new RuleKey(new GroupKey(GroupFile, GroupName), RuleIdentity),
        RuleName = RuleName,
        Labels = LabelSet.FromBlob(Labels),
        Annotations = LabelSet.FromBlob(Annotations),
        State = (AlertState)State,
        Value = Value,
        ActiveAt = ActiveAt,
        FiredAt = FiredAt,
        KeepFiringSince = KeepFiringSince,
        LastSentAt = LastSentAt,
        ResolvedAt = ResolvedAt,
    };
}
