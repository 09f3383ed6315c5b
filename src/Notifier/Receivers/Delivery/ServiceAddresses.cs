namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>
/// Addresses that no configuration key sets, because upstream has them fixed: in one place, so that a test, or a machine that reaches the world
/// through a relay, can put others there.
/// </summary>
internal sealed record ServiceAddresses
{
    /// <summary>Variables of the environment that replace one, such as <c>TOCSIN_ADDRESS_PUSHOVER</c>, begin so.</summary>
    public const string VariablePrefix = "TOCSIN_ADDRESS_";

    public string PagerDutyVersion1 { get; init; } = "https://events.pagerduty.com/generic/2010-04-15/create_event.json";

    public string Pushover { get; init; } = "https://api.pushover.net/1/messages.json";

    /// <summary>Where a bot changes what it posted.</summary>
    public string SlackUpdate { get; init; } = "https://slack.com/api/chat.update";

    /// <summary>Where AWS is; <c>{0}</c> stands for the region.</summary>
    public string Sns { get; init; } = "https://sns.{0}.amazonaws.com/";

    public static ServiceAddresses FromEnvironment(Func<string, string?> variable)
    {
        var usual = new ServiceAddresses();
        return new ServiceAddresses
        {
            PagerDutyVersion1 = variable(VariablePrefix + "PAGERDUTY_V1") ?? usual.PagerDutyVersion1,
            Pushover = variable(VariablePrefix + "PUSHOVER") ?? usual.Pushover,
            SlackUpdate = variable(VariablePrefix + "SLACK_UPDATE") ?? usual.SlackUpdate,
            Sns = variable(VariablePrefix + "SNS") ?? usual.Sns,
        };
    }
}
