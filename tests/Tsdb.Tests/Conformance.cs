namespace Tocsin.Tsdb.Tests;

/// <summary>Data with known answers, and the real programs, where they are installed.</summary>
internal static class Conformance
{
    /// <summary>A path below the data sets; skips the test when they are not there.</summary>
    public static string PathOf(params string[] parts)
    {
        string? root = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "TOCSIN_CONFORMANCE_DIR is not set");
        return Path.Combine([root!, .. parts]);
    }

    /// <summary>A real program; skips the test when it is not installed.</summary>
    public static string Peer(string program)
    {
        string? root = Environment.GetEnvironmentVariable("TOCSIN_PEERS_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "TOCSIN_PEERS_DIR is not set");
        string path = Path.Combine(root!, "bin", program);
        Assert.SkipUnless(File.Exists(path), $"{path} is not installed");
        return path;
    }
}
