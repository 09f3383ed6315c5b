using System.Diagnostics;
using System.Globalization;
using Tocsin.Templating;
using Tocsin.Templating.Bench;
using Tocsin.Templating.Notifications;

// Processor time of rendering everything that one notification of 100 alerts needs by default. One thread; the garbage collector's time counts.
int alerts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
double seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 3;
NotificationTemplates templates = NotificationTemplates.Load([], TimeProvider.System).Templates!;
foreach ((string name, string[] text, string[] html) in Bodies.All)
{
    Measure(name, seconds / 6, text, html, report: false);
    Measure(name, seconds, text, html, report: true);
}

void Measure(string name, double length, string[] text, string[] html, bool report)
{
    long chars = 0, allocated = GC.GetTotalAllocatedBytes();
    int rounds = 0;
    using var process = Process.GetCurrentProcess();
    TimeSpan before = process.TotalProcessorTime;
    var clock = Stopwatch.StartNew();
    for (; clock.Elapsed.TotalSeconds < length; rounds++)
    {
        // Each notification is new: nothing may live from what an earlier one left behind.
        NotificationData notification = Sample.Notification(alerts, rounds);
        foreach (string template in text) chars += Take(templates.Text(template, notification, CancellationToken.None));
        foreach (string template in html) chars += Take(templates.Html(template, notification, CancellationToken.None));
    }
    process.Refresh();
    double cpu = (process.TotalProcessorTime - before).TotalSeconds;
    if (!report) return;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-32} {rounds / cpu,8:0} notifications per second and core, {chars / rounds,8} characters, {(GC.GetTotalAllocatedBytes() - allocated) / rounds / 1024,6} KiB allocated each"));
}

static int Take(TemplateResult result) => result.Output?.Length ?? throw new InvalidOperationException(result.Error);
