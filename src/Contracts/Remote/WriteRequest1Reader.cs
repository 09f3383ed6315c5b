namespace Tocsin.Contracts.Remote;

/// <summary>Remote write 1.0: <c>prometheus.WriteRequest</c>. Metadata of families is passed over, as the original does.</summary>
public sealed class WriteRequest1Reader(ReadOnlyMemory<byte> message) : IWriteRequestReader
{
    private int _position;

    public bool Next(IncomingSeries into)
    {
        var request = new WireReader(message.Span) { Position = _position };
        while (request.Next())
        {
            if (request.Field != 1)
            {
                request.Skip();
                continue;
            }
            int length = request.Bytes().Length;
            Read(message.Slice(request.Position - length, length), into);
            _position = request.Position;
            return true;
        }
        _position = request.Position;
        return false;
    }

    private static void Read(ReadOnlyMemory<byte> message, IncomingSeries into)
    {
        into.Clear();
        var series = new WireReader(message.Span);
        // Labels come first from every sender, but the format does not promise it: an exemplar's labels use the same scratch.
        if (into.ReadLabelsLate && LabelsInFront(message.Span) is > 0 and int labels)
        {
            into.SetUnread(message[..labels]);
            series.Position = labels;
        }
        else
        {
            while (series.Next())
            {
                if (series.Field == 1) ReadLabel(series.Bytes(), into);
                else series.Skip();
            }
            into.EndLabels();
            series.Position = 0;
        }
        while (series.Next())
        {
            switch (series.Field)
            {
                case 2:
                    into.Add(WireSamples.ReadSample(series.Bytes()));
                    break;
                case 3:
                    ReadExemplar(series.Bytes(), into);
                    break;
                case 4:
                    into.Add(WireSamples.ReadHistogram(series.Bytes()));
                    break;
                default:
                    series.Skip();
                    break;
            }
        }
    }

    /// <summary>The bytes of the labels when all of them come first, else 0.</summary>
    private static int LabelsInFront(ReadOnlySpan<byte> message)
    {
        var series = new WireReader(message);
        int end = 0;
        for (int start = 0; series.Next(); start = series.Position)
        {
            if (series.Field != 1)
            {
                series.Skip();
                continue;
            }
            if (start != end) return 0;
            series.Bytes();
            end = series.Position;
        }
        return end;
    }

    internal static void ReadLabel(ReadOnlySpan<byte> message, IncomingSeries into)
    {
        ReadOnlySpan<byte> name = default, value = default;
        var label = new WireReader(message);
        while (label.Next())
        {
            if (label.Field == 1) name = label.Bytes();
            else if (label.Field == 2) value = label.Bytes();
            else label.Skip();
        }
        into.AddLabel(name, value);
    }

    private static void ReadExemplar(ReadOnlySpan<byte> message, IncomingSeries into)
    {
        into.ReadLabels();
        string? problem = into.LabelProblem;
        into.BeginLabels();
        double value = 0;
        long timestamp = 0;
        var exemplar = new WireReader(message);
        while (exemplar.Next())
        {
            if (exemplar.Field == 1) ReadLabel(exemplar.Bytes(), into);
            else if (exemplar.Field == 2) value = exemplar.Double();
            else if (exemplar.Field == 3) timestamp = (long)exemplar.Number();
            else exemplar.Skip();
        }
        into.EndExemplar(value, timestamp, problem);
    }
}
