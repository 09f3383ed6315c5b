using System.Text;
using System.Text.Unicode;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>Fills in what a source left out, and says what is wrong with the rest. Pure.</summary>
internal static class AlertValidator
{
    public static Alert FillIn(PostedAlert posted, DateTimeOffset now, TimeSpan resolveTimeout) => new()
    {
        Labels = posted.Labels,
        Annotations = posted.Annotations,
        GeneratorUrl = posted.GeneratorUrl,
        StartsAt = posted.StartsAt ?? posted.EndsAt ?? now,
        EndsAt = posted.EndsAt ?? now + resolveTimeout,
        UpdatedAt = now,
        Timeout = posted.EndsAt is null,
    };

    /// <summary>The error, in the words that clients know; null for a good alert.</summary>
    public static string? Check(Alert alert, bool classicNames)
    {
        if (alert.EndsAt < alert.StartsAt) return "start time must be before end time";
        if (Check(alert.Labels, classicNames) is { } label) return "invalid label set: " + label;
        if (alert.Labels.Count == 0) return "at least one label pair required";
        return Check(alert.Annotations, classicNames) is { } annotation ? "invalid annotations: " + annotation : null;
    }

    private static string? Check(LabelSet labels, bool classicNames)
    {
        foreach (LabelPair pair in labels)
        {
            if (!IsName(pair.Name, classicNames)) return "invalid name " + LabelText.Quote(Encoding.UTF8.GetString(pair.Name));
            if (!Utf8.IsValid(pair.Value)) return "invalid value " + LabelText.Quote(Encoding.UTF8.GetString(pair.Value));
        }
        return null;
    }

    private static bool IsName(ReadOnlySpan<byte> name, bool classic)
    {
        if (!classic) return !name.IsEmpty && Utf8.IsValid(name);
        for (int i = 0; i < name.Length; i++)
            if (!char.IsAsciiLetter((char)name[i]) && name[i] != '_' && (i == 0 || !char.IsAsciiDigit((char)name[i])))
                return false;
        return !name.IsEmpty;
    }
}
