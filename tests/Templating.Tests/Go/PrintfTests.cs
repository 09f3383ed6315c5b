namespace Tocsin.Templating.Tests.Go;

public sealed class PrintfTests
{
    [Theory]
    [InlineData("\"%d|%5d|%-5d|%05d|%+d|% d\" 42 42 42 42 42 42", "42|   42|42   |00042|+42| 42")]
    [InlineData("\"%x %X %#x %o %#o %b %c %q %U\" 255 255 255 8 8 5 65 65 65", "ff FF 0xff 10 010 101 A 'A' U+0041")]
    [InlineData("\"%f %.2f %8.3f|%-8.1f|%e %G %g\" 3.14159 2.675 1.0 1.0 31415.9 1e-7 100000.0", "3.141590 2.67    1.000|1.0     |3.141590e+04 1E-07 100000")]
    [InlineData("\"%.0f %.0f %.1f %.2f\" 0.5 1.5 0.25 0.125", "0 2 0.2 0.12")]
    [InlineData("\"%06.1f|%+.1f|%6.2f\" -1.5 2.0 1.005", "-001.5|+2.0|  1.00")]
    [InlineData("\"%s|%5s|%-5s|%.2s|%q|%x|% X\" \"h\u00E9\" \"a\" \"a\" \"h\u00E9llo\" \"a\\\"\\n\" \"hi\" \"hi\"", "h\u00E9|    a|a    |h\u00E9|\"a\\\"\\n\"|6869|68 69")]
    [InlineData("\"%v %v %v\" (list 1 \"a\" nil) (dict \"b\" 1 \"a\" true) nil", "[1 a <nil>] map[a:true b:1] <nil>")]
    [InlineData("\"%d %s %t\" \"x\" 1 1", "%!d(string=x) %!s(int=1) %!t(int=1)")]
    [InlineData("\"%d\"", "%!d(MISSING)")]
    [InlineData("\"x\" 1 nil", "x%!(EXTRA int=1, <nil>)")]
    [InlineData("\"%[2]d %[1]d %[3]d\" 1 2", "2 1 %!d(BADINDEX)")]
    [InlineData("\"%*d|%-*d|\" 4 1 4 1", "   1|1   |")]
    [InlineData("\"%\"", "%!(NOVERB)")]
    [InlineData("\"%v %v %v %v\" 1e6 1e20 123456789.0 0.000001", "1e+06 1e+20 1.23456789e+08 1e-06")]
    [InlineData("\"%#v %#v %#q\" \"a\" (stringSlice \"x\") \"y\"", "\"a\" []string{\"x\"} `y`")]
    [InlineData("\"%v\" 1i", "(0+1i)")]
    public void Verbs_print_as_Go_s_do(string arguments, string want) =>
        Assert.Equal(TemplateResult.Of(want), Render.Text("{{ printf " + arguments + " }}"));

    [Fact]
    public void Widths_beyond_a_million_are_no_widths() =>
        Assert.DoesNotContain("      ", Render.Text("{{ printf \"%99999999999d\" 1 }}").Output, StringComparison.Ordinal);
}
