namespace Tocsin.Testing.Peers;

/// <summary>Real programs of the field that tests talk to when they are installed.</summary>
public static class PeerPrograms
{
    /// <summary>The program in <c>$TOCSIN_PEERS_DIR/bin</c> or on the PATH; null when it is not there.</summary>
    public static string? Find(string name)
    {
        string? peers = Environment.GetEnvironmentVariable("TOCSIN_PEERS_DIR");
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!string.IsNullOrEmpty(peers)) folders = folders.Prepend(Path.Combine(peers, "bin"));
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Chromium for browser tests: <c>$TOCSIN_CHROMIUM</c>, or where Debian and others put it.</summary>
    public static string? Chromium()
    {
        string? named = Environment.GetEnvironmentVariable("TOCSIN_CHROMIUM");
        return !string.IsNullOrEmpty(named) ? named : Find("chromium") ?? Find("chromium-browser") ?? Find("google-chrome");
    }
}
