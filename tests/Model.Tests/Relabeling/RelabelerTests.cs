using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Relabeling;

namespace Tocsin.Model.Tests.Relabeling;

public sealed class RelabelerTests
{
    private static readonly LabelSet Start = LabelSet.Create(("a", "foo"), ("b", "bar"), ("c", "baz"));

    private static LabelSet? Apply(LabelSet labels, params RelabelRule[] rules) => new Relabeler(rules).Apply(labels);

    private static RelabelRule Rule(RelabelAction action, string regex = "(.*)", string target = "", string replacement = "$1", params string[] sources) =>
        new() { Action = action, Regex = new AnchoredRegex(regex), TargetLabel = target, Replacement = replacement, SourceLabels = sources };

    [Fact]
    public void Replace_writes_the_expanded_groups()
    {
        LabelSet? result = Apply(Start, Rule(RelabelAction.Replace, "f(.*);(.*)r", "a", "b${1}${2}m", "a", "b") with { Separator = ";" });
        Assert.Equal(LabelSet.Create(("a", "boobam"), ("b", "bar"), ("c", "baz")), result);
    }

    [Fact]
    public void Replace_leaves_the_labels_alone_when_nothing_matches() =>
        Assert.Equal(Start, Apply(Start, Rule(RelabelAction.Replace, "x(.*)", "d", "$1", "a")));

    [Fact]
    public void Replace_deletes_the_target_when_the_result_is_empty() =>
        Assert.Equal(LabelSet.Create(("a", "foo"), ("c", "baz")), Apply(Start, Rule(RelabelAction.Replace, "f(.*)", "b", "$2", "a")));

    [Fact]
    public void A_reference_takes_every_letter_after_it_unless_braced()
    {
        Assert.Equal(LabelSet.Create(("a", "foo")), Apply(LabelSet.Create(("a", "foo")), Rule(RelabelAction.Replace, "(.*)", "d", "$1x", "a")));
        Assert.Equal("foox", Apply(Start, Rule(RelabelAction.Replace, "(.*)", "d", "${1}x", "a"))!.Get("d"));
        Assert.Equal("$1", Apply(Start, Rule(RelabelAction.Replace, "(.*)", "d", "$$1", "a"))!.Get("d"));
        Assert.Equal("$-${", Apply(Start, Rule(RelabelAction.Replace, "(.*)", "d", "$-${", "a"))!.Get("d"));
    }

    [Fact]
    public void Groups_are_counted_from_left_to_right_named_or_not()
    {
        LabelSet labels = LabelSet.Create(("a", "1-2-3"));
        Assert.Equal("1 2 3 2", Apply(labels, Rule(RelabelAction.Replace, "(.)-(?P<mid>.)-(.)", "d", "$1 $2 $3 ${mid}", "a"))!.Get("d"));
    }

    [Fact]
    public void The_whole_match_is_group_zero_also_for_literals()
    {
        Assert.Equal("<foo>", Apply(Start, Rule(RelabelAction.Replace, "foo|bar", "d", "<$0>", "a"))!.Get("d"));
        Assert.Equal("<>", Apply(Start, Rule(RelabelAction.Replace, "foo|bar", "d", "<$1>", "a"))!.Get("d"));
    }

    [Fact]
    public void The_target_may_be_made_of_groups_and_is_skipped_when_empty()
    {
        Assert.Equal("bar", Apply(Start, Rule(RelabelAction.Replace, "(f)oo;(.*)", "x_${1}", "$2", "a", "b"))!.Get("x_f"));
        Assert.Equal(Start, Apply(Start, Rule(RelabelAction.Replace, "foo(.*)", "$1", "v", "a")));
    }

    [Fact]
    public void A_dot_matches_a_line_break()
    {
        LabelSet labels = LabelSet.Create(("a", "x\ny"));
        Assert.Equal("x\ny", Apply(labels, Rule(RelabelAction.Replace, "(x.y)", "d", "$1", "a"))!.Get("d"));
    }

    [Theory]
    [InlineData(RelabelAction.Keep, "f.*", true)]
    [InlineData(RelabelAction.Keep, "f", false)]
    [InlineData(RelabelAction.Drop, "f.*", false)]
    [InlineData(RelabelAction.Drop, "o", true)]
    public void Keep_and_drop_judge_the_whole_value(RelabelAction action, string regex, bool stays) =>
        Assert.Equal(stays, Apply(Start, Rule(action, regex, sources: "a")) is not null);

    [Fact]
    public void Keepequal_and_dropequal_compare_with_the_target()
    {
        LabelSet same = LabelSet.Create(("a", "x"), ("b", "x"));
        Assert.NotNull(Apply(same, Rule(RelabelAction.KeepEqual, target: "b", sources: "a")));
        Assert.Null(Apply(Start, Rule(RelabelAction.KeepEqual, target: "b", sources: "a")));
        Assert.Null(Apply(same, Rule(RelabelAction.DropEqual, target: "b", sources: "a")));
        Assert.NotNull(Apply(Start, Rule(RelabelAction.DropEqual, target: "b", sources: "a")));
    }

    [Fact]
    public void Hashmod_takes_the_last_eight_bytes_of_the_md5_sum()
    {
        LabelSet? result = Apply(Start, Rule(RelabelAction.HashMod, target: "d", sources: "c") with { Modulus = 1000 });
        Assert.Equal("976", result!.Get("d"));
    }

    [Fact]
    public void Labelmap_copies_and_keeps_the_originals()
    {
        LabelSet labels = LabelSet.Create(("__meta_x_app", "web"), ("__meta_x_tier", "front"), ("z", "1"));
        LabelSet? result = Apply(labels, Rule(RelabelAction.LabelMap, "__meta_x_(.+)"));
        Assert.Equal(LabelSet.Create(("__meta_x_app", "web"), ("__meta_x_tier", "front"), ("app", "web"), ("tier", "front"), ("z", "1")), result);
    }

    [Fact]
    public void Labeldrop_and_labelkeep_go_by_the_name()
    {
        Assert.Equal(LabelSet.Create(("c", "baz")), Apply(Start, Rule(RelabelAction.LabelDrop, "a|b")));
        Assert.Equal(LabelSet.Create(("a", "foo"), ("b", "bar")), Apply(Start, Rule(RelabelAction.LabelKeep, "a|b")));
    }

    [Fact]
    public void Lowercase_and_uppercase_write_the_joined_value()
    {
        LabelSet labels = LabelSet.Create(("a", "MiXÄ"));
        LabelSet? result = Apply(labels, Rule(RelabelAction.Lowercase, target: "l", sources: "a"), Rule(RelabelAction.Uppercase, target: "u", sources: "a"));
        Assert.Equal(LabelSet.Create(("a", "MiXÄ"), ("l", "mixä"), ("u", "MIXÄ")), result);
    }

    [Fact]
    public void A_dropped_set_is_not_looked_at_by_later_rules() =>
        Assert.Null(Apply(Start, Rule(RelabelAction.Drop, "foo", sources: "a"), Rule(RelabelAction.Replace, target: "d", replacement: "x")));
}
