using Google.Protobuf;

namespace Tocsin.Contracts.Remote;

/// <summary>Samples as both versions of remote write send them: the fields that matter have the same numbers.</summary>
internal static class WireSamples
{
    public static IncomingSample ReadSample(ReadOnlySpan<byte> message)
    {
        double value = 0;
        long timestamp = 0;
        var sample = new WireReader(message);
        while (sample.Next())
        {
            if (sample.Field == 1) value = sample.Double();
            else if (sample.Field == 2) timestamp = (long)sample.Number();
            else sample.Skip();
        }
        return new IncomingSample(timestamp, value);
    }

    public static IncomingHistogram ReadHistogram(ReadOnlySpan<byte> message)
    {
        try
        {
            WireHistogram wire = WireHistogram.Parser.ParseFrom(message);
            return new IncomingHistogram(wire.Timestamp, HistogramWire.Read(wire));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("protobuf: " + e.Message, e);
        }
    }
}
