using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>Reads an exemplar message; one that is broken is no reason to refuse its sample.</summary>
internal static class ProtobufExemplar
{
    /// <param name="sampleTimestamp">Its time when it has none of its own.</param>
    public static Exemplar? Read(ReadOnlySpan<byte> message, long sampleTimestamp)
    {
        try
        {
            var labels = new LabelSetBuilder();
            double value = 0;
            long timestamp = sampleTimestamp;
            var exemplar = new WireReader(message);
            while (exemplar.Next())
            {
                if (exemplar.Field == 1) AddLabel(exemplar.Bytes(), labels);
                else if (exemplar.Field == 2) value = exemplar.Double();
                else if (exemplar.Field == 3) timestamp = ReadTime(exemplar.Bytes());
                else exemplar.Skip();
            }
            return new Exemplar(labels.Build(), value, timestamp);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void AddLabel(ReadOnlySpan<byte> message, LabelSetBuilder into)
    {
        ReadOnlySpan<byte> name = default, value = default;
        var label = new WireReader(message);
        while (label.Next())
        {
            if (label.Field == 1) name = label.Bytes();
            else if (label.Field == 2) value = label.Bytes();
            else label.Skip();
        }
        if (!name.IsEmpty) into.Set(name, value);
    }

    // google.protobuf.Timestamp: seconds and nanoseconds.
    private static long ReadTime(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanos = 0;
        var time = new WireReader(message);
        while (time.Next())
        {
            if (time.Field == 1) seconds = (long)time.Number();
            else if (time.Field == 2) nanos = (long)time.Number();
            else time.Skip();
        }
        return (seconds * 1000) + (nanos / 1_000_000);
    }
}
