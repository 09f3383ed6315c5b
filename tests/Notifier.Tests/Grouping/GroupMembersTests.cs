using System.Runtime.CompilerServices;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Tests.Grouping;

public sealed class GroupMembersTests
{
    [Fact]
    public void Alerts_come_by_job_then_instance_those_without_last_then_by_labels()
    {
        var members = new GroupMembers();
        TrackedAlert[] expected =
        [
            Tracked(("job", "a"), ("instance", "1"), ("alertname", "z")), Tracked(("job", "a"), ("instance", "2"), ("alertname", "y")),
            Tracked(("job", "b"), ("instance", "1"), ("alertname", "x")), Tracked(("job", "b"), ("alertname", "w")), Tracked(("alertname", "v")),
        ];
        foreach (TrackedAlert alert in expected.Reverse()) members.Put(alert);
        Assert.Equal(expected, members.InOrder().ToArray());
    }

    [Fact]
    public void One_that_left_and_came_back_between_two_looks_is_there_once()
    {
        var members = new GroupMembers();
        TrackedAlert first = Tracked(("alertname", "a")), second = Tracked(("alertname", "b"));
        members.Put(first);
        members.Put(second);
        members.InOrder();
        for (int i = 0; i < 2; i++)
        {
            members.Remove(first.Fingerprint);
            members.Put(first);
        }
        Assert.Equal([first, second], members.InOrder().ToArray());
    }

    [Fact]
    public void Another_object_for_the_same_labels_takes_the_place_of_the_first()
    {
        var members = new GroupMembers();
        members.Put(Tracked(("alertname", "a")));
        members.InOrder();
        TrackedAlert anew = Tracked(("alertname", "a"));
        members.Put(anew);
        Assert.Equal([anew], members.InOrder().ToArray());
    }

    [Fact]
    public void What_was_handed_out_stays_as_it_was()
    {
        var members = new GroupMembers();
        TrackedAlert first = Tracked(("alertname", "a")), second = Tracked(("alertname", "b"));
        members.Put(second);
        ReadOnlyMemory<TrackedAlert> before = members.InOrder();
        members.Put(first);
        members.Remove(second.Fingerprint);
        Assert.Equal([first], members.InOrder().ToArray());
        Assert.Equal([second], before.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_comes_and_goes_the_order_is_that_of_sorting_all_anew(int seed)
    {
        var random = new Random(seed);
        var members = new GroupMembers();
        var present = new Dictionary<ulong, TrackedAlert>();
        TrackedAlert[] all = [.. Enumerable.Range(0, 60).Select(i => Tracked(("alertname", "a" + random.Next(4)), ("job", "j" + i % 3), ("instance", "i" + i)))];
        for (int step = 0; step < 2000; step++)
        {
            TrackedAlert alert = all[random.Next(all.Length)];
            if (random.Next(8) == 0) alert = new TrackedAlert(alert.Fingerprint, alert.Alert);
            switch (random.Next(100))
            {
                case 0:
                    members.Clear();
                    present.Clear();
                    break;
                case < 45:
                    members.Remove(alert.Fingerprint);
                    present.Remove(alert.Fingerprint);
                    break;
                default:
                    members.Put(alert);
                    present[alert.Fingerprint] = alert;
                    break;
            }
            if (random.Next(5) != 0) continue;
            TrackedAlert[] expected = [.. present.Values];
            Array.Sort(expected, (left, right) => FlushOrder.Compare(left.Alert.Labels, right.Alert.Labels));
            Assert.Equal(expected, members.InOrder().ToArray());
        }
    }

    [Fact]
    public void What_comes_and_goes_while_nobody_looks_is_let_go()
    {
        var members = new GroupMembers();
        members.Put(Tracked(("alertname", "stays")));
        List<WeakReference> gone = Flap(members);
        GC.Collect();
        Assert.InRange(gone.Count(alert => alert.IsAlive), 0, 100);
        Assert.Equal(1, members.InOrder().Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Flap(GroupMembers members)
    {
        var gone = new List<WeakReference>();
        for (int i = 0; i < 1000; i++)
        {
            TrackedAlert alert = Tracked(("alertname", "flaps"));
            members.Put(alert);
            members.Remove(alert.Fingerprint);
            gone.Add(new WeakReference(alert));
        }
        return gone;
    }

    private static TrackedAlert Tracked(params (string, string)[] labels)
    {
        DateTimeOffset now = TestNotifier.Start;
        var alert = new Alert { Labels = LabelSet.Create(labels), StartsAt = now, EndsAt = now.AddMinutes(5), UpdatedAt = now };
        return new TrackedAlert(alert.Fingerprint, alert);
    }
}
