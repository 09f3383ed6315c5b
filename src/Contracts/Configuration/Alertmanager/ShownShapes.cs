namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>What a key holds, which decides how it is shown.</summary>
internal enum ShownKind
{
    Text,
    Secret,
    Secrets,
    Path,
    Paths,
    Bool,
    Number,
    Flag,
    Duration,
    GoDuration,
    Texts,
    Line,
    Months,
    Matchers,
    Labels,
    Headers,
    Details,
    Template,
    Free,
    Map,
    Tls,
    List,
}

/// <summary>One key of a block: what it holds, and what is shown where it is not written.</summary>
/// <param name="Shape">Of the blocks inside it; empty when there are none.</param>
/// <param name="Fallback">YAML; null: not shown unless written, and not when empty.</param>
/// <param name="Global">The key of <c>global:</c> whose value it takes; empty: none.</param>
/// <param name="UnlessFile">Not when its neighbour with <c>_file</c> is written.</param>
internal sealed record ShownField(string Key, ShownKind Kind, string Shape, string? Fallback, string Global, bool UnlessFile);

/// <summary>
/// The keys of every block of alertmanager.yml in the order in which Alertmanager 0.33 shows them, with what it fills in. One line a key:
/// <c>name [kind[:block]] [^key of global, ^? unless a file is named] [= what is shown otherwise]</c>. What is not in this table is shown as it is written.
/// </summary>
internal static class ShownShapes
{
    private static readonly Lazy<Dictionary<string, ShownField[]>> All = new(Read);

    public static ShownField[] Of(string block) => All.Value.GetValueOrDefault(block) ?? [];

    private static Dictionary<string, ShownField[]> Read()
    {
        var shapes = new Dictionary<string, ShownField[]>(StringComparer.Ordinal);
        foreach (string block in Table.Split('\n').Select(line => line.TrimEnd('\r')).Aggregate(new List<string>(), Gather))
        {
            string[] lines = block.Split('\n');
            foreach (string name in lines[0].Split(' ')) shapes[name] = [.. lines.Skip(1).Select(Field)];
        }
        return shapes;
    }

    private static List<string> Gather(List<string> blocks, string line)
    {
        if (line.StartsWith(' ')) blocks[^1] += "\n" + line.Trim();
        else if (line.Length > 0) blocks.Add(line);
        return blocks;
    }

    private static ShownField Field(string line)
    {
        int equals = line.IndexOf(" = ", StringComparison.Ordinal);
        string? fallback = equals < 0 ? null : line[(equals + 3)..];
        string[] words = (equals < 0 ? line : line[..equals]).Split(' ');
        string kind = words.Skip(1).FirstOrDefault(word => word[0] != '^') ?? "text", global = words.Skip(1).FirstOrDefault(word => word[0] == '^') ?? "";
        string[] parts = kind.Split(':');
        return new(words[0], Enum.Parse<ShownKind>(parts[0], ignoreCase: true), parts.Length > 1 ? parts[1] : "", fallback, global.TrimStart('^', '?'), global.StartsWith("^?", StringComparison.Ordinal));
    }

    private const string Table = """
        top
          global map:global = {}
          route map:route
          inhibit_rules list:inhibit_rule
          receivers list:receiver
          templates paths = []
          mute_time_intervals list:interval
          time_intervals list:interval
          tracing map:tracing
        global
          resolve_timeout duration = 5m
          http_config map:http_config = {}
          jira_api_url
          smtp_from
          smtp_hello = localhost
          smtp_smarthost
          smtp_auth_username
          smtp_auth_password secret
          smtp_auth_password_file
          smtp_auth_secret secret
          smtp_auth_secret_file
          smtp_auth_identity
          smtp_require_tls bool = true
          smtp_tls_config map:tls_config = {}
          smtp_force_implicit_tls flag
          slack_api_url secret
          slack_api_url_file
          slack_app_token secret
          slack_app_token_file
          slack_app_url = https://slack.com/api/chat.postMessage
          pagerduty_url = https://events.pagerduty.com/v2/enqueue
          opsgenie_api_url = https://api.opsgenie.com/
          opsgenie_api_key secret
          opsgenie_api_key_file
          wechat_api_url = https://qyapi.weixin.qq.com/cgi-bin/
          wechat_api_secret secret
          wechat_api_secret_file
          wechat_api_corp_id
          victorops_api_url = https://alert.victorops.com/integrations/generic/20131114/alert/
          victorops_api_key secret
          victorops_api_key_file
          telegram_api_url = https://api.telegram.org
          telegram_bot_token secret
          telegram_bot_token_file
          webex_api_url = https://webexapis.com/v1/messages
          rocketchat_api_url = https://open.rocket.chat/
          rocketchat_token secret
          rocketchat_token_file
          rocketchat_token_id secret
          rocketchat_token_id_file
          mattermost_webhook_url secret
          mattermost_webhook_url_file
        http_config
          basic_auth map:basic_auth
          authorization map:authorization
          oauth2 map:oauth2
          tls_config tls:tls_config
          follow_redirects bool = true
          enable_http2 bool = true
          proxy_url
          no_proxy
          proxy_from_environment bool
          proxy_connect_header secrets
          http_headers map:http_headers
        basic_auth
          username
          username_file path
          username_ref
          password secret
          password_file path
          password_ref
        authorization
          type = Bearer
          credentials secret
          credentials_file path
          credentials_ref
        oauth2
          client_id
          client_secret secret
          client_secret_file path
          client_secret_ref
          scopes texts
          token_url
          endpoint_params free
          tls_config tls:tls_config
          proxy_url
          no_proxy
          proxy_from_environment bool
          proxy_connect_header secrets
        tls_config
          ca
          cert
          key secret
          ca_file path
          cert_file path
          key_file path
          ca_ref
          cert_ref
          key_ref
          server_name
          insecure_skip_verify bool = false
          min_version
          max_version
        http_header
          values texts
          secrets secrets
          files paths
        route
          receiver
          group_by texts
          match free
          match_re free
          matchers matchers
          mute_time_intervals texts
          active_time_intervals texts
          continue bool = false
          routes list:route
          group_wait duration
          group_interval duration
          repeat_interval duration
          labels free
        inhibit_rule
          name
          source_match free
          source_match_re free
          source_matchers matchers
          target_match free
          target_match_re free
          target_matchers matchers
          equal texts
        interval
          name
          time_intervals list:time_interval
        time_interval
          times list:times
          weekdays line
          days_of_month line
          months months
          years line
          location
        times
          start_time
          end_time
        tracing
          client_type = grpc
          endpoint
          sampling_fraction number
          insecure bool
          tls_config map:tls_config
          headers map:http_headers
          compression
          timeout duration
        receiver
          name
          labels labels
          discord_configs list:discord_configs
          email_configs list:email_configs
          incidentio_configs list:incidentio_configs
          pagerduty_configs list:pagerduty_configs
          slack_configs list:slack_configs
          webhook_configs list:webhook_configs
          opsgenie_configs list:opsgenie_configs
          wechat_configs list:wechat_configs
          pushover_configs list:pushover_configs
          victorops_configs list:victorops_configs
          sns_configs list:sns_configs
          telegram_configs list:telegram_configs
          webex_configs list:webex_configs
          msteams_configs list:msteams_configs
          msteamsv2_configs list:msteamsv2_configs
          jira_configs list:jira_configs
          rocketchat_configs list:rocketchat_configs
          mattermost_configs list:mattermost_configs
        discord_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          webhook_url secret
          webhook_url_file
          content
          title = '{{ template "discord.default.title" . }}'
          message = '{{ template "discord.default.message" . }}'
          username
          avatar_url
        email_configs
          send_resolved bool = false
          to
          from ^smtp_from
          hello ^smtp_hello
          smarthost ^smtp_smarthost
          auth_username ^smtp_auth_username
          auth_password secret ^?smtp_auth_password
          auth_password_file ^?smtp_auth_password_file
          auth_secret secret ^?smtp_auth_secret
          auth_secret_file ^smtp_auth_secret_file
          auth_identity ^smtp_auth_identity
          headers headers
          html = '{{ template "email.default.html" . }}'
          text
          require_tls bool ^smtp_require_tls
          tls_config map:tls_config ^smtp_tls_config
          force_implicit_tls flag ^smtp_force_implicit_tls
          threading map:threading
        threading
          enabled bool = false
          thread_by_date
        incidentio_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          url secret = null
          url_file = ""
          alert_source_token secret
          alert_source_token_file
          max_alerts number = 0
          timeout goDuration = 0s
        pagerduty_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          service_key secret
          service_key_file
          routing_key secret
          routing_key_file
          url ^pagerduty_url
          client = '{{ template "pagerduty.default.client" . }}'
          client_url = '{{ template "pagerduty.default.clientURL" . }}'
          description = '{{ template "pagerduty.default.description" .}}'
          details details
          images list:images
          links list:links
          source
          severity
          class
          component
          group
          timeout goDuration = 0s
        images
          src
          alt
          href
        links
          href
          text
        slack_configs
          send_resolved bool = false
          http_config map:http_config ^http_config
          api_url secret ^?slack_api_url
          api_url_file ^?slack_api_url_file
          app_token secret
          app_token_file
          app_url ^slack_app_url
          channel
          username = '{{ template "slack.default.username" . }}'
          color = '{{ template "slack.default.color" . }}'
          title = '{{ template "slack.default.title" . }}'
          title_link = '{{ template "slack.default.titlelink" . }}'
          pretext = '{{ template "slack.default.pretext" . }}'
          text = '{{ template "slack.default.text" . }}'
          message_text
          fields list:fields
          short_fields bool = false
          footer = '{{ template "slack.default.footer" . }}'
          fallback = '{{ template "slack.default.fallback" . }}'
          callback_id = '{{ template "slack.default.callbackid" . }}'
          icon_emoji = '{{ template "slack.default.iconemoji" . }}'
          icon_url = '{{ template "slack.default.iconurl" . }}'
          image_url
          thumb_url
          link_names bool = false
          mrkdwn_in texts
          actions list:actions
          update_message bool = false
          timeout goDuration = 0s
        fields
          title
          value
          short flag
        actions
          type
          text
          url
          style
          name
          value
          confirm map:confirm
        confirm
          text
          title
          ok_text
          dismiss_text
        webhook_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          url secret
          url_file = ""
          max_alerts number = 0
          timeout goDuration = 0s
          payload free
        opsgenie_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_key secret ^opsgenie_api_key
          api_key_file ^?opsgenie_api_key_file
          api_url ^opsgenie_api_url
          message = '{{ template "opsgenie.default.message" . }}'
          description = '{{ template "opsgenie.default.description" . }}'
          source = '{{ template "opsgenie.default.source" . }}'
          details free
          entity
          responders list:responders
          actions
          tags
          note
          priority
          update_alerts bool
        responders
          id
          name
          username
          type
        wechat_configs
          send_resolved bool = false
          http_config map:http_config ^http_config
          api_secret secret ^?wechat_api_secret
          api_secret_file ^?wechat_api_secret_file
          corp_id ^wechat_api_corp_id
          message = '{{ template "wechat.default.message" . }}'
          api_url ^wechat_api_url
          to_user = '{{ template "wechat.default.to_user" . }}'
          to_party = '{{ template "wechat.default.to_party" . }}'
          to_tag = '{{ template "wechat.default.to_tag" . }}'
          agent_id = '{{ template "wechat.default.agent_id" . }}'
          message_type = text
        pushover_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          user_key secret
          user_key_file
          token secret
          token_file
          title = '{{ template "pushover.default.title" . }}'
          message = '{{ template "pushover.default.message" . }}'
          url = '{{ template "pushover.default.url" . }}'
          url_title
          device
          sound
          priority = '{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'
          retry goDuration = 1m0s
          expire goDuration = 1h0m0s
          ttl goDuration
          html bool
          monospace bool
        victorops_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_key secret ^victorops_api_key
          api_key_file ^?victorops_api_key_file
          api_url ^victorops_api_url
          routing_key
          message_type = CRITICAL
          state_message = '{{ template "victorops.default.state_message" . }}'
          entity_display_name = '{{ template "victorops.default.entity_display_name" . }}'
          monitoring_tool = '{{ template "victorops.default.monitoring_tool" . }}'
          custom_fields free
        sns_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_url
          sigv4 map:sigv4 = {}
          topic_arn
          phone_number
          target_arn
          subject = '{{ template "sns.default.subject" . }}'
          message = '{{ template "sns.default.message" . }}'
          attributes free
        sigv4
          region
          access_key
          secret_key secret
          profile
          role_arn
          external_id
        telegram_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_url ^telegram_api_url
          bot_token secret ^?telegram_bot_token
          bot_token_file ^?telegram_bot_token_file
          chat_id number
          chat_id_file
          message_thread_id number
          message = '{{ template "telegram.default.message" . }}'
          disable_notifications bool
          parse_mode = HTML
        webex_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_url ^webex_api_url
          message = '{{ template "webex.default.message" . }}'
          room_id
        msteams_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          webhook_url secret
          webhook_url_file
          title = '{{ template "msteams.default.title" . }}'
          summary = '{{ template "msteams.default.summary" . }}'
          text = '{{ template "msteams.default.text" . }}'
        msteamsv2_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          webhook_url secret
          webhook_url_file
          title = '{{ template "msteamsv2.default.title" . }}'
          text = '{{ template "msteamsv2.default.text" . }}'
        jira_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          api_url ^jira_api_url
          api_type = auto
          project
          summary template = '{{ template "jira.default.summary" . }}'
          description template = '{{ template "jira.default.description" . }}'
          labels texts
          priority = '{{ template "jira.default.priority" . }}'
          issue_type
          reopen_transition
          resolve_transition
          wont_fix_resolution
          reopen_duration duration
          fields free
        template
          template
          enable_update flag
        rocketchat_configs
          send_resolved bool = false
          http_config map:http_config ^http_config
          api_url ^rocketchat_api_url
          token_id secret ^rocketchat_token_id
          token_id_file ^?rocketchat_token_id_file
          token secret ^rocketchat_token
          token_file ^?rocketchat_token_file
          channel
          color = '{{ if eq .Status "firing" }}red{{ else }}green{{ end }}'
          title = '{{ template "rocketchat.default.title" . }}'
          title_link = '{{ template "rocketchat.default.titlelink" . }}'
          text = '{{ template "rocketchat.default.text" . }}'
          fields list:rocketchat_fields
          short_fields bool = false
          emoji = '{{ template "rocketchat.default.emoji" . }}'
          icon_url = '{{ template "rocketchat.default.iconurl" . }}'
          image_url
          thumb_url
          link_names bool = false
          actions list:rocketchat_actions
        rocketchat_fields
          short flag
          title
          value
        rocketchat_actions
          type
          text
          url
          imageurl = ""
          iswebview bool = false
          webviewheightratio = ""
          msg
          msginchatwindow bool = false
          msgprocessingtype = ""
        mattermost_configs
          send_resolved bool = true
          http_config map:http_config ^http_config
          webhook_url secret ^?mattermost_webhook_url
          webhook_url_file ^?mattermost_webhook_url_file
          channel
          username = '{{ template "mattermost.default.username" . }}'
          text = '{{ template "mattermost.default.text" . }}'
          fallback = '{{ template "mattermost.default.fallback" . }}'
          color = '{{ template "mattermost.default.color" . }}'
          pretext
          author_name
          author_link
          author_icon
          title = '{{ template "mattermost.default.title" . }}'
          title_link = '{{ template "mattermost.default.titlelink" . }}'
          fields list:fields
          thumb_url
          footer
          footer_icon
          image_url
          icon_url
          icon_emoji
          attachments free
          type
          props free
          priority map:mattermost_priority
        mattermost_priority
          priority
          requested_ack flag
          persistent_notifications flag
        """;
}
