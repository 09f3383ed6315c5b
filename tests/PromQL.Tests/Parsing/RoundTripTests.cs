using CsCheck;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>Random queries: what the printer writes reads back as the same tree.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Duration = Gen.OneOf<string>("5m", "1h30m", "90", "2 * 1m", "max_of(1m, step() + 1s)", "(1m + 30s) * 2");
    private static readonly Gen<string> Modifier = Gen.OneOf<string>("", " offset 5m", " offset -1h", " @ 12.5", " @ start() offset 1m", " @ end()");

    private static readonly Gen<string> Selector =
        from name in Gen.OneOf<string>("up", "a:b", "{job=\"x\"}", "m{l!=\"v\\n\\\"\",k=~\"a|b.*\"}", "{\"u.t.f\",\"x y\"!~`z`}", "by")
        from modifier in Modifier
        select name + modifier;

    private static readonly Gen<string> Scalar = Gen.OneOf<string>("1", "-2.5", "1e-9", "Inf", "0x10", "5m", "time()", "pi()", "scalar(up)");

    private static readonly Gen<string> Query = Gen.Recursive<string>((depth, inner) => depth > 3 ? Selector : Gen.OneOf<string>(Selector, Call(inner), Binary(inner)));

    [Fact]
    public void Printing_and_reading_again_gives_the_same_text() => Query.Sample(
        query =>
        {
            var first = QueryEngine.Parse(query);
            // Precedence may bring a scalar beside on(): the one way in which these pieces do not fit.
            if (first.Error?.Message == "vector matching only allowed between instant vectors") return;
            Assert.True(first.Error is null, $"{query}: {first.Error}");
            string printed = first.Expression!.ToString();
            var second = QueryEngine.Parse(printed);
            Assert.True(second.Error is null, $"{query} printed as {printed}: {second.Error}");
            Assert.Equal(printed, second.Expression!.ToString());
        },
        iter: 3000);

    private static Gen<string> Call(Gen<string> inner) =>
        from form in Gen.OneOf<string>(
            "abs({0})", "sum({0})", "avg by (a, \"b.c\") ({0})", "min without () ({0})", "topk({2}, {0})", "quantile(0.9, {0})", "count_values(\"v\", {0})",
            "rate(({0})[{1}:])", "({0})[{1}:30s]", "-({0})", "({0})", "clamp({0}, {2}, 5)", "label_replace({0}, \"a\", \"$1\", \"b\", \"(.*)\")")
        from argument in inner
        from duration in Duration
        from scalar in Scalar
        let text = form.Replace("{0}", argument, StringComparison.Ordinal).Replace("{1}", duration, StringComparison.Ordinal)
            .Replace("{2}", scalar, StringComparison.Ordinal)
        select form.StartsWith("({0})[", StringComparison.Ordinal) ? $"max_over_time({text})" : text;

    private static Gen<string> Binary(Gen<string> inner) =>
        from form in Gen.OneOf<string>(
            "{0} + {1}", "{0} ^ {1}", "{0} == bool {1}", "{0} and on (a) {1}", "{0} or {1}", "{0} / on (a, b) group_left (c) {1}", "{0} > ignoring (x) {1}",
            "{0} * 2", "2 - {1}", "{0} atan2 {1}", "{0} unless ignoring () {1}", "{0} % on () group_right () {1}")
        from left in inner
        from right in inner
        select form.Replace("{0}", left, StringComparison.Ordinal).Replace("{1}", right, StringComparison.Ordinal);
}
