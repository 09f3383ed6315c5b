using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Querying.Remote;

/// <summary>
/// Writes to the Ingest role in another process: a commit is one remote write request. Appending always accepts; what the store refuses later
/// (a sample too old, say) is left out there and the rest is stored.
/// </summary>
/// <param name="http">Its lifetime is the caller's; needs no timeout of its own.</param>
/// <param name="peer">The base address of the Ingest role.</param>
public sealed class RemoteWriteStore(HttpClient http, Uri peer, TimeSpan timeout, TimeProvider clock) : ISampleStore
{
    private readonly PeerClient _client = new(http, peer, timeout, clock);

    public IAppender CreateAppender() => new Appender(_client);

    private sealed class Appender(PeerClient client) : IAppender
    {
        private readonly Dictionary<LabelSet, TimeSeries> _series = [];
        private WriteRequest _request = new();

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value)
        {
            if (labels.Count == 0) return AppendOutcome.InvalidLabels;
            Of(labels).Samples.Add(new Sample { Timestamp = timestamp, Value = value });
            return AppendOutcome.Accepted;
        }

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram)
        {
            if (labels.Count == 0) return AppendOutcome.InvalidLabels;
            Of(labels).Histograms.Add(HistogramWire.Write(timestamp, histogram));
            return AppendOutcome.Accepted;
        }

        public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar)
        {
            if (labels.Count == 0) return AppendOutcome.InvalidLabels;
            var wire = new WireExemplar { Value = exemplar.Value, Timestamp = exemplar.Timestamp };
            WireLabels.Write(exemplar.Labels, wire.Labels);
            Of(labels).Exemplars.Add(wire);
            return AppendOutcome.Accepted;
        }

        public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
        {
            string family = labels.Get(LabelNames.MetricName);
            if (family.Length == 0 || _request.Metadata.Any(known => known.MetricFamilyName == family)) return;
            _request.Metadata.Add(new FamilyMetadata
            {
                MetricFamilyName = family,
                Type = (FamilyMetadata.Types.FamilyType)(int)metadata.Type,
                Help = metadata.Help,
                Unit = metadata.Unit,
            });
        }

        public async ValueTask CommitAsync(CancellationToken cancel)
        {
            WriteRequest request = _request;
            Rollback();
            if (request.Timeseries.Count == 0 && request.Metadata.Count == 0) return;
            int size = request.CalculateSize();
            if (size > SnappyBlock.MaxDecoded) throw new IOException($"the batch has {size} bytes, more than the {SnappyBlock.MaxDecoded} of one remote write request");
            await client.TellAsync(PeerRoutes.Write, request, cancel).ConfigureAwait(false);
        }

        public void Rollback()
        {
            _series.Clear();
            _request = new WriteRequest();
        }

        public void Dispose() => Rollback();

        private TimeSeries Of(LabelSet labels)
        {
            if (_series.TryGetValue(labels, out TimeSeries? known)) return known;
            var series = new TimeSeries();
            WireLabels.Write(labels, series.Labels);
            _request.Timeseries.Add(series);
            _series.Add(labels, series);
            return series;
        }
    }
}
