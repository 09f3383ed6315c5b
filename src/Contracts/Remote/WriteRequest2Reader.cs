using System.Text;
using Tocsin.Model.Samples;

namespace Tocsin.Contracts.Remote;

/// <summary>Remote write 2.0: <c>io.prometheus.write.v2.Request</c>, whose names and values stand in one table of symbols; the first is empty.</summary>
public sealed class WriteRequest2Reader : IWriteRequestReader
{
    private readonly ReadOnlyMemory<byte> _message;
    private readonly List<(int Start, int Length)> _symbols = [];
    private int _position;

    /// <exception cref="InvalidDataException">The bytes are not such a message, or its table does not begin with the empty symbol.</exception>
    public WriteRequest2Reader(ReadOnlyMemory<byte> message)
    {
        _message = message;
        // The table may stand behind the series that use it.
        var request = new WireReader(message.Span);
        while (request.Next())
        {
            if (request.Field == 4)
            {
                int length = request.Bytes().Length;
                _symbols.Add((request.Position - length, length));
            }
            else request.Skip();
        }
        if (_symbols.Count > 0 && _symbols[0].Length > 0) throw new InvalidDataException("the first symbol is not empty");
    }

    public bool Next(IncomingSeries into)
    {
        var request = new WireReader(_message.Span) { Position = _position };
        while (request.Next())
        {
            if (request.Field != 5)
            {
                request.Skip();
                continue;
            }
            Read(request.Bytes(), into);
            _position = request.Position;
            return true;
        }
        _position = request.Position;
        return false;
    }

    private void Read(ReadOnlySpan<byte> message, IncomingSeries into)
    {
        into.Clear();
        var series = new WireReader(message);
        var labels = new PackedReferences();
        while (series.Next())
        {
            if (series.Field == 1) labels.Read(ref series, this, into);
            else series.Skip();
        }
        labels.End();
        into.EndLabels();
        series.Position = 0;
        while (series.Next())
        {
            switch (series.Field)
            {
                case 2:
                    into.Add(WireSamples.ReadSample(series.Bytes()));
                    break;
                case 3:
                    into.Add(WireSamples.ReadHistogram(series.Bytes()));
                    break;
                case 4:
                    ReadExemplar(series.Bytes(), into);
                    break;
                case 5:
                    into.Metadata = ReadMetadata(series.Bytes());
                    break;
                default:
                    series.Skip();
                    break;
            }
        }
    }

    private void ReadExemplar(ReadOnlySpan<byte> message, IncomingSeries into)
    {
        string? problem = into.LabelProblem;
        into.BeginLabels();
        double value = 0;
        long timestamp = 0;
        var labels = new PackedReferences();
        var exemplar = new WireReader(message);
        while (exemplar.Next())
        {
            if (exemplar.Field == 1) labels.Read(ref exemplar, this, into);
            else if (exemplar.Field == 2) value = exemplar.Double();
            else if (exemplar.Field == 3) timestamp = (long)exemplar.Number();
            else exemplar.Skip();
        }
        labels.End();
        into.EndExemplar(value, timestamp, problem);
    }

    private MetricMetadata? ReadMetadata(ReadOnlySpan<byte> message)
    {
        ulong type = 0, help = 0, unit = 0;
        var metadata = new WireReader(message);
        while (metadata.Next())
        {
            if (metadata.Field == 1) type = metadata.Number();
            else if (metadata.Field == 3) help = metadata.Number();
            else if (metadata.Field == 4) unit = metadata.Number();
            else metadata.Skip();
        }
        MetricType known = type <= (ulong)MetricType.StateSet ? (MetricType)type : MetricType.Unknown;
        return type == 0 && help == 0 && unit == 0 ? null : new MetricMetadata(known, Text(unit), Text(help));
    }

    private string Text(ulong reference) => Encoding.UTF8.GetString(Symbol(reference));

    private ReadOnlySpan<byte> Symbol(ulong reference)
    {
        if (reference >= (ulong)_symbols.Count) throw new InvalidDataException($"a reference to symbol {reference} of {_symbols.Count}");
        (int start, int length) = _symbols[(int)reference];
        return _message.Span.Slice(start, length);
    }

    /// <summary>Names and values in turn; packed, or one by one.</summary>
    private ref struct PackedReferences
    {
        private ulong _name;
        private bool _hasName;

        public void Read(ref WireReader at, WriteRequest2Reader symbols, IncomingSeries into)
        {
            if (at.WireType == 0)
            {
                Take(at.Varint(), symbols, into);
                return;
            }
            ReadOnlySpan<byte> packed = at.Bytes();
            var references = new WireReader(packed);
            while (references.Position < packed.Length) Take(references.Varint(), symbols, into);
        }

        public readonly void End()
        {
            if (_hasName) throw new InvalidDataException("a label name without a value");
        }

        private void Take(ulong reference, WriteRequest2Reader symbols, IncomingSeries into)
        {
            if (_hasName) into.AddLabel(symbols.Symbol(_name), symbols.Symbol(reference));
            else _name = reference;
            _hasName = !_hasName;
        }
    }
}
