using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// info(): adds the labels of info series to the series of the same instance and job. At each step the newest info series of a metric counts; labels
/// that a series has stay.
/// </summary>
/// <param name="select">Reads the info series.</param>
internal sealed class InfoOperator(InfoPlan plan, RowOperator inner, RowOperator select) : RowOperator
{
    private static readonly LabelProjection Identity = LabelProjection.Keeping([LabelNames.Instance, LabelNames.Job]);

    private readonly Dictionary<SeriesHead, int> _outputs = [];
    private readonly List<Row> _rows = [];
    private readonly LabelSetBuilder _builder = new();
    private RowTable _base = null!;

    // When the newest float of each info series was, at each step.
    private RowTable _info = null!;
    private Dictionary<LabelSet, List<int>> _infoOf = [];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        int steps = plan.Timeline.Count;
        await inner.OpenAsync(context);
        _base = RowTable.Load(inner, steps, context);
        _info = await LoadAsync(context);
        _infoOf = [];
        for (int i = 0; i < _info.Count; i++)
        {
            if (_info[i].HoldsHistogram)
                throw new QueryException($"this should be an info metric, with float samples: {_info.Heads[i].Labels}");
            LabelSet identity = IdentityOf(_info.Heads[i].Labels);
            if (!_infoOf.TryGetValue(identity, out List<int>? members)) _infoOf.Add(identity, members = []);
            members.Add(i);
        }
        var heads = new List<SeriesHead>();
        for (int series = 0; series < _base.Count; series++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            Enrich(series, heads);
        }
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => row.CopyFrom(_rows[series]);

    /// <summary>Only info series that can belong to a series of the vector are read, and count.</summary>
    private async ValueTask<RowTable> LoadAsync(QueryContext context)
    {
        var jobs = new HashSet<string>();
        var instances = new HashSet<string>();
        for (int i = 0; i < _base.Count; i++)
        {
            if (_base[i].IsEmpty || IsInfo(_base.Heads[i])) continue;
            jobs.Add(_base.Heads[i].Labels.Get(LabelNames.Job));
            instances.Add(_base.Heads[i].Labels.Get(LabelNames.Instance));
        }
        jobs.Remove("");
        instances.Remove("");
        await select.OpenAsync(context);
        var wanted = new List<int>();
        for (int i = 0; i < select.Heads.Count && jobs.Count + instances.Count > 0; i++)
        {
            LabelSet labels = select.Heads[i].Labels;
            bool fits = (jobs.Count == 0 || jobs.Contains(labels.Get(LabelNames.Job))) && (instances.Count == 0 || instances.Contains(labels.Get(LabelNames.Instance)));
            if (fits) wanted.Add(i);
        }
        return RowTable.Load(new PickedRows(select, wanted), plan.Timeline.Count, context);
    }

    private bool IsInfo(SeriesHead head) => plan.NameMatchers.All(m => m.Matches(head.Labels.Get(LabelNames.MetricNameUtf8)));

    private void Enrich(int series, List<SeriesHead> heads)
    {
        SeriesHead head = _base.Heads[series];
        LabelSet identity = IdentityOf(head.Labels);
        bool isInfo = IsInfo(head);
        List<int>? candidates = isInfo || identity.Count == 0 ? null : _infoOf.GetValueOrDefault(identity);
        bool needsInfo = !isInfo && plan.LabelMatchers.Any(m => !m.MatchesEmpty);
        int[]? last = null;
        int output = -1;
        for (int step = 0; step < plan.Timeline.Count; step++)
        {
            if (!_base[series].IsPresent(step)) continue;
            int[] chosen = candidates is null ? [] : Choose(candidates, step);
            if (chosen.Length == 0 && needsInfo) continue;
            if (last is null || !chosen.AsSpan().SequenceEqual(last)) output = Output(new SeriesHead(LabelsOf(head.Labels, chosen), head.DropName), heads);
            last = chosen;
            if (_rows[output].IsPresent(step)) throw new QueryException(QueryException.SameLabels);
            _rows[output].Copy(step, _base[series]);
        }
    }

    /// <summary>The newest present info series of each metric.</summary>
    private int[] Choose(List<int> candidates, int step)
    {
        var newest = new Dictionary<string, int>();
        foreach (int candidate in candidates)
        {
            double time = _info[candidate].Values[step];
            if (Absent.Is(time)) continue;
            string metric = _info.Heads[candidate].Labels.Get(LabelNames.MetricName);
            if (newest.TryGetValue(metric, out int known))
            {
                double knownTime = _info[known].Values[step];
                if (knownTime == time)
                {
                    throw new QueryException(
                        $"found duplicate series for info metric: existing {_info.Heads[known].Labels} @ {knownTime}, new {_info.Heads[candidate].Labels} @ {time}");
                }
                if (knownTime > time) continue;
            }
            newest[metric] = candidate;
        }
        int[] chosen = [.. newest.Values];
        Array.Sort(chosen);
        return chosen;
    }

    private LabelSet LabelsOf(LabelSet labels, int[] chosen)
    {
        _builder.Reset(labels);
        foreach (int info in chosen)
        {
            foreach ((string name, string value) in _info.Heads[info].Labels.ToStrings())
            {
                if (name is LabelNames.MetricName or LabelNames.Instance or LabelNames.Job || labels.Get(name).Length > 0) continue;
                if (plan.LabelMatchers.Count > 0 && !plan.LabelMatchers.Any(m => m.Name == name)) continue;
                string known = _builder.Get(name);
                if (known.Length > 0 && known != value) throw new QueryException("conflicting label: " + name);
                _builder.Set(name, value);
            }
        }
        return _builder.Build();
    }

    private int Output(SeriesHead head, List<SeriesHead> heads)
    {
        if (_outputs.TryGetValue(head, out int output)) return output;
        _outputs.Add(head, output = _rows.Count);
        var row = new Row(plan.Timeline.Count);
        row.Clear();
        _rows.Add(row);
        heads.Add(head);
        return output;
    }

    private static LabelSet IdentityOf(LabelSet labels)
    {
        lock (Identity) return Identity.Apply(labels);
    }
}

/// <summary>Some rows of an opened operator.</summary>
internal sealed class PickedRows : RowOperator
{
    private readonly RowOperator _inner;
    private readonly List<int> _picked;

    public PickedRows(RowOperator inner, List<int> picked)
    {
        _inner = inner;
        _picked = picked;
        Heads = [.. picked.Select(series => inner.Heads[series])];
    }

    public override ValueTask OpenAsync(QueryContext context) => ValueTask.CompletedTask;

    protected override void Fill(int series, Row row, RowScratch scratch) => _inner.Read(_picked[series], row, scratch);
}
