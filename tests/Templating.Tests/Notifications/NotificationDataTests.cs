using Tocsin.Templating.Notifications;
using Tocsin.Templating.Tests.Go;

namespace Tocsin.Templating.Tests.Notifications;

public sealed class NotificationDataTests
{
    [Fact]
    public void What_all_alerts_share_is_common()
    {
        Assert.Equal("firing", Render.Data.Status);
        Assert.Equal("alertname=Down", Render.Data.CommonLabels.ToString());
        Assert.Equal("", NotificationData.Create("r", [], KeyValues.Empty, KeyValues.Empty, "", "").CommonLabels.ToString());
        Assert.Equal("resolved", NotificationData.Create("r", [], KeyValues.Empty, KeyValues.Empty, "", "").Status);
        Assert.Equal(@"web\.hook", NotificationData.Create("web.hook", [], KeyValues.Empty, KeyValues.Empty, "", "").Receiver);
    }

    [Fact]
    public void Pairs_come_alertname_first_then_by_name()
    {
        var values = new KeyValues([KeyValuePair.Create("b", "1"), KeyValuePair.Create("alertname", "X"), KeyValuePair.Create("a", "2")]);
        Assert.Equal(["alertname", "a", "b"], values.Names);
        Assert.Equal("b=1", values.Remove(["alertname", "a"]).ToString());
        Assert.Equal("", values["missing"]);
    }

    [Fact]
    public void Route_labels_are_expanded_and_a_circle_is_named()
    {
        NotificationData data = Render.Data with
        {
            RouteLabels = new KeyValues(
            [
                KeyValuePair.Create("team", "{{ .Status }}-{{ routeLabels \"tier\" }}"),
                KeyValuePair.Create("tier", "gold"),
                KeyValuePair.Create("a", "{{ routeLabels \"b\" }}"),
                KeyValuePair.Create("b", "{{ routeLabels \"a\" }}"),
            ]),
        };
        Assert.Equal("firing-gold|", Render.Text("{{ routeLabels \"team\" }}|{{ routeLabels \"none\" }}", data).Output);
        Assert.Contains("route label cycle detected: a -> b -> a", Render.Text("{{ routeLabels \"a\" }}", data).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ base64encode \"hello?>~\" }} {{ base64decode \"aGVsbG8_Pn4=\" }}", "aGVsbG8_Pn4= hello?>~")]
    [InlineData("{{ toDate \"2006\" \"bad\" }} {{ (mustToDate \"2006\" \"2020\").Year }}", "0001-01-01 00:00:00 +0000 UTC 2020")]
    [InlineData("{{ .CommonLabels.Names.Join \"-\" }} {{ now.Unix }}", "alertname 1772600767")]
    public void Newer_functions_work(string template, string want) => Assert.Equal(want, Render.Text(template).Output);
}
