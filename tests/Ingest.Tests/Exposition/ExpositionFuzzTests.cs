using System.Text;
using CsCheck;
using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Tests.Exposition;

public sealed class ExpositionFuzzTests
{
    private static readonly string[] Pieces =
    [
        "# HELP ", "# TYPE ", "# UNIT ", "# EOF", "\n", " ", "m", "m_total", "{", "}", "\"", "\\", "=", ",", "le", "quantile", "1", "0.5", "NaN", "+Inf", "-", "1e9", "histogram",
        "counter", " # {", "\t", "é", "{\"a.b\"", "a=\"b\"", "\u0000", "\r",
    ];

    [Fact]
    public void No_bytes_crash_a_reader() => Gen.Byte.Array[0, 200].Sample(ReadAll, iter: 20_000);

    [Fact]
    public void No_pieces_of_real_pages_crash_a_reader() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40].Sample(pieces => ReadAll(Encoding.UTF8.GetBytes(string.Concat(pieces))), iter: 20_000);

    [Fact]
    public void A_page_reads_the_same_whether_its_series_were_expected_or_not()
    {
        byte[] page = "# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2 5\nb 3\n{\"c.d\",y=\"z\"} 4\n"u8.ToArray();
        foreach (string type in (string[])["text/plain", "application/openmetrics-text"])
        {
            byte[] whole = type == "text/plain" ? page : [.. page, .. "# EOF\n"u8];
            var first = Samples(type, whole, []);
            Assert.Equal(4, first.Count);
            Assert.Equal(first, Samples(type, whole, [.. first.Select(sample => sample.Series)]));
        }
    }

    private static List<(string Series, double Value, long Time)> Samples(string type, byte[] page, string[] expected)
    {
        var reader = new ExpositionReader();
        Assert.Null(reader.Open(type, new Tocsin.Contracts.Configuration.Prometheus.ScrapeConfig { JobName = "job" }, page));
        var samples = new List<(string, double, long)>();
        while (true)
        {
            ExpositionEntry entry = reader.Next(samples.Count < expected.Length ? Encoding.UTF8.GetBytes(expected[samples.Count]) : []);
            Assert.NotEqual(ExpositionEntry.Error, entry);
            if (entry == ExpositionEntry.End) return samples;
            if (entry != ExpositionEntry.Sample) continue;
            Assert.Equal(expected.Length > 0, reader.AsExpected);
            samples.Add((Encoding.UTF8.GetString(reader.Series), reader.Value, reader.HasTimestamp ? reader.Timestamp : -1));
        }
    }

    private static void ReadAll(byte[] page)
    {
        var labels = new LabelSetBuilder();
        foreach (string type in (string[])["text/plain", "application/openmetrics-text"])
        {
            var reader = new ExpositionReader();
            reader.Open(type, new Tocsin.Contracts.Configuration.Prometheus.ScrapeConfig { JobName = "job" }, page);
            for (int entries = 0; entries <= page.Length; entries++)
            {
                ExpositionEntry entry = reader.Next(default);
                if (entry is ExpositionEntry.End or ExpositionEntry.Error) break;
                Assert.True(entries < page.Length, "a reader must go on with every entry");
                if (entry == ExpositionEntry.Sample)
                {
                    reader.ReadLabels(labels);
                    reader.NamesLabel("a"u8);
                    if (!reader.ExemplarText.IsEmpty) reader.ReadExemplar(0);
                }
                else if (reader.Family.Length >= 0) reader.ReadText();
            }
        }
    }
}
