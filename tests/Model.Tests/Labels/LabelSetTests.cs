using System.Text;
using CsCheck;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Tests.Labels;

public sealed class LabelSetTests
{
    [Fact]
    public void The_order_of_writing_does_not_matter_and_empty_values_are_not_there()
    {
        LabelSet one = LabelSet.Create(("job", "node"), ("instance", "a:1"), ("zone", ""));
        LabelSet other = LabelSet.Create(("instance", "a:1"), ("job", "node"));
        Assert.Equal(one, other);
        Assert.Equal(one.Hash, other.Hash);
        Assert.Equal(2, one.Count);
        Assert.Equal("""{instance="a:1", job="node"}""", one.ToString());
    }

    [Fact]
    public void A_missing_label_is_empty()
    {
        LabelSet labels = LabelSet.Create(("job", "node"));
        Assert.Equal("", labels.Get("zone"));
        Assert.True(labels.Get("zone"u8).IsEmpty);
        Assert.False(labels.Contains("zone"u8));
    }

    [Fact]
    public void An_empty_set_has_the_offset_of_FNV_as_its_fingerprint() =>
        Assert.Equal("cbf29ce484222325", Fingerprint.Format(LabelSet.Empty.Fingerprint()));

    [Fact]
    public void Names_are_ordered_by_their_bytes_not_by_UTF_16()
    {
        // U+10000 is two surrogates in UTF-16, which would sort before U+FFFD; its UTF-8 sorts after.
        LabelSet labels = LabelSet.Create(("\U00010000", "b"), ("\uFFFD", "a"));
        Assert.Equal(["\uFFFD", "\U00010000"], labels.ToStrings().Select(label => label.Key));
    }

    [Fact]
    public void A_prefix_comes_before_the_longer_set()
    {
        LabelSet shorter = LabelSet.Create(("a", "1")), longer = LabelSet.Create(("a", "1"), ("b", "2"));
        Assert.True(shorter < longer);
        Assert.True(LabelSet.Create(("a", "2")) > longer);
    }

    [Fact]
    public void A_name_that_is_not_classic_is_quoted_in_text() =>
        Assert.Equal("""{"my.label"="say \"hi\"\n"}""", LabelSet.Create(("my.label", "say \"hi\"\n")).ToString());

    [Fact]
    public void What_is_put_in_comes_out_and_the_blob_holds_it_all() =>
        Gen.Dictionary(Gen.String[Gen.Char['a', 'z'], 1, 5], Gen.String[1, 200]).Sample(labels =>
        {
            // Halves of surrogate pairs are not text.
            Dictionary<string, string> clean = labels.ToDictionary(label => label.Key, label => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(label.Value)));
            LabelSet set = LabelSet.FromStrings(clean);
            LabelSet copy = LabelSet.FromBlob(set.Blob);
            return set.Equals(copy) && copy.Count == clean.Count && copy.ToStrings().All(label => clean[label.Key] == label.Value);
        });

    [Fact]
    public void A_builder_changes_adds_and_deletes()
    {
        LabelSetBuilder builder = new LabelSetBuilder(LabelSet.Create(("a", "1"), ("b", "2"))).Set("c", "3").Set("a", "9").Delete("b");
        Assert.Equal("""{a="9", c="3"}""", builder.Build().ToString());
        Assert.Equal("", builder.Get("b"));
        Assert.Same(LabelSet.Empty, builder.Clear().Build());
    }

    [Fact]
    public void What_is_missing_is_set_and_what_is_there_stays()
    {
        LabelSet labels = LabelSet.Create(("a", "1"), ("c", "3"));
        Assert.Equal(LabelSet.Create(("a", "1"), ("b", "x"), ("c", "3")), new LabelSetBuilder(labels).SetMissing(LabelSet.Create(("a", "x"), ("b", "x"))).Build());
    }
}
