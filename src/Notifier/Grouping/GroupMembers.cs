using System.Runtime.InteropServices;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Grouping;

/// <summary>The alerts of a group: by fingerprint, and in the order in which messages list them.</summary>
// Labels never change, so the order changes only with who is a member. Pages read it every few seconds and every flush needs it, while few alerts come and go in
// between: those are sorted and merged into what was in order before, when somebody next asks. Guarded by the lock of the GroupTable.
internal sealed class GroupMembers
{
    /// <summary>Where nobody looks, what comes and goes must not pile up among the added.</summary>
    private const int AlwaysKept = 16;

    private readonly Dictionary<ulong, TrackedAlert> _members = [];
    private TrackedAlert[] _ordered = [];
    private List<TrackedAlert>? _added;
    private bool _someLeft;

    public int Count => _members.Count;

    public IReadOnlyCollection<ulong> Fingerprints => _members.Keys;

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<TrackedAlert> All => _members.Values;

    public bool Contains(ulong fingerprint) => _members.ContainsKey(fingerprint);

    public TrackedAlert? Find(ulong fingerprint) => _members.GetValueOrDefault(fingerprint);

    public void Put(TrackedAlert alert)
    {
        ref TrackedAlert? member = ref CollectionsMarshal.GetValueRefOrAddDefault(_members, alert.Fingerprint, out bool known);
        if (ReferenceEquals(member, alert)) return;
        _someLeft |= known;
        member = alert;
        (_added ??= []).Add(alert);
        if (_added.Count > (2 * _members.Count) + AlwaysKept) InOrder();
    }

    public void Remove(ulong fingerprint) => _someLeft |= _members.Remove(fingerprint);

    public void Clear()
    {
        _members.Clear();
        (_ordered, _added, _someLeft) = ([], null, false);
    }

    /// <summary>By job, instance, then labels. What was returned is never written to again, so that it may be read without the lock.</summary>
    public ReadOnlyMemory<TrackedAlert> InOrder()
    {
        if (_added is not null || _someLeft)
        {
            _ordered = Merged(_ordered, _added ?? []);
            (_added, _someLeft) = (null, false);
        }
        return _ordered;
    }

    private TrackedAlert[] Merged(TrackedAlert[] ordered, List<TrackedAlert> added)
    {
        added.Sort(Compare);
        var merged = new TrackedAlert[_members.Count];
        int count = 0, left = 0, right = 0;
        while (left < ordered.Length || right < added.Count)
        {
            bool fromLeft = right == added.Count || (left < ordered.Length && Compare(ordered[left], added[right]) <= 0);
            TrackedAlert next = fromLeft ? ordered[left++] : added[right++];
            // One that left and came back is in both, or twice among the added; they stand side by side.
            bool again = count > 0 && ReferenceEquals(merged[count - 1], next);
            if (!again && (!_someLeft || ReferenceEquals(Find(next.Fingerprint), next))) merged[count++] = next;
        }
        return merged;
    }

    private static int Compare(TrackedAlert left, TrackedAlert right) => FlushOrder.Compare(left.Alert.Labels, right.Alert.Labels);
}
