using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>A person silences an alert in the user interface, in a real browser.</summary>
public sealed class BrowserStory
{
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silence_is_created_from_an_alert_with_a_preview_and_the_alert_goes_quiet_without_a_reload()
    {
        string? chromium = PeerPrograms.Chromium();
        Assert.SkipWhen(chromium is null, "Chromium is not installed (TOCSIN_CHROMIUM or PATH).");
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        await using TocsinServer tocsin = await TocsinServer.StartAsync(
            folder.Path, FreePort.Next(), [$"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}"], _cancel);
        using (HttpResponseMessage front = await tocsin.Http.GetAsync(tocsin.Url, _cancel))
            Assert.SkipUnless(front.IsSuccessStatusCode && (await front.Content.ReadAsStringAsync(_cancel)).Contains("<script", StringComparison.Ordinal), "The server was built without its user interface (no Node.js).");
        await PostAlertAsync(tocsin);

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Quiet });
        IPage page = await browser.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        // The link that the old default templates put into messages.
        await page.GotoAsync(new Uri(tocsin.Url, "/#/alerts?filter=" + Uri.EscapeDataString("{alertname=\"DiskFull\"}")).AbsoluteUri);
        await Assertions.Expect(page.GetByText("DiskFull").First).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(tocsin.Url, "/#/silences/new?filter=" + Uri.EscapeDataString("{alertname=\"DiskFull\"}")).AbsoluteUri);
        await page.GetByLabel("Comment").FillAsync("Vendor swaps the disk");
        await page.GetByLabel("Author").FillAsync("ann");
        await SaveAsync(page, tocsin);

        string silences = await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v2/silences"), _cancel);
        JsonElement silence = Assert.Single(JsonDocument.Parse(silences).RootElement.EnumerateArray());
        Assert.Equal("Vendor swaps the disk", silence.GetProperty("comment").GetString());
        Assert.Equal("ann", silence.GetProperty("createdBy").GetString());
        Assert.Equal("active", silence.GetProperty("status").GetProperty("state").GetString());
        string alerts = await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v2/alerts"), _cancel);
        Assert.Contains("\"state\":\"suppressed\"", alerts.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await page.GotoAsync(new Uri(tocsin.Url, "/alerts").AbsoluteUri);
        await Assertions.Expect(page.GetByText("Vendor swaps the disk").First).ToBeVisibleAsync();
        Assert.Empty(errors);
        await page.CloseAsync();
        await tocsin.StopAsync(_cancel);
        Assert.DoesNotContain("level=ERROR", tocsin.Output, StringComparison.Ordinal);
    }

    /// <summary>Until the page of the new silence is there; or else what the form says instead.</summary>
    private static async Task SaveAsync(IPage page, TocsinServer tocsin)
    {
        ILocator button = page.GetByRole(AriaRole.Button, new() { Name = "Silence 1 alert" });
        for (int clicks = 1; ; clicks++)
        {
            await button.ClickAsync();
            try
            {
                await page.WaitForURLAsync("**/silences/*-*", new() { Timeout = 20_000 });
                return;
            }
            catch (TimeoutException)
            {
                // On a busy machine the preview may come between pressing and letting go, and the button is elsewhere then. A form that has sent is not clicked again.
                if (clicks == 1 && await button.IsEnabledAsync()) continue;
                Assert.Fail($"The silence was not saved; {page.Url} shows:\n{await page.InnerTextAsync("body")}\n{tocsin.Output}");
            }
        }
    }

    private async Task PostAlertAsync(TocsinServer tocsin)
    {
        const string Alert = """[{"labels":{"alertname":"DiskFull","instance":"db-1:9100","severity":"critical"},"annotations":{"summary":"db-1 is full"}}]""";
        using var content = new StringContent(Alert, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await tocsin.Http.PostAsync(new Uri(tocsin.Url, "/api/v2/alerts"), content, _cancel);
        answer.EnsureSuccessStatusCode();
    }
}
