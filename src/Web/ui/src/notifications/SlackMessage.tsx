import { safeLink } from '../model/alerts';
import { hourMinute } from '../model/time';
import { useSettings } from '../app/settings';
import { Mark } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { mrkdwn } from './mrkdwn';
import type { Attachment, SlackBody } from './slackBody';

const named: Record<string, string> = { danger: 'var(--tc-critical-icon)', warning: 'var(--tc-warning-icon)', good: 'var(--tc-resolved-icon)' };
const colorOf = (color: string | undefined): string => (color && named[color]) || (/^#[0-9a-f]{3,8}$/i.test(color ?? '') ? color! : 'var(--tc-line-strong)');

export function SlackMessage({ body, at }: { body: SlackBody; at: number }) {
  const { zone } = useSettings();
  return (
    <div className="slack">
      <div className="sl-h">
        <Icon name="hash" />
        <b>{(body.channel ?? '').replace(/^#/, '') || 'the webhook’s channel'}</b>
      </div>
      <div className="sl-m">
        <span className="sl-av" aria-hidden="true">
          <Mark ringing={false} />
        </span>
        <div className="grow">
          <div className="sl-n">
            <b>{body.username || 'Tocsin'}</b>
            <span className="sl-app">APP</span>
            <time dateTime={new Date(at).toISOString()}>{hourMinute(at, zone)}</time>
          </div>
          {body.text && <p className="pre">{mrkdwn(body.text)}</p>}
          {(body.attachments ?? []).map((a, n) => (
            <One key={n} a={a} />
          ))}
        </div>
      </div>
    </div>
  );
}

function One({ a }: { a: Attachment }) {
  const href = safeLink(a.title_link);
  return (
    <>
      {a.pretext && <p className="pre">{mrkdwn(a.pretext)}</p>}
      <div className="sl-att" style={{ borderLeftColor: colorOf(a.color) }}>
        {a.title && (
          <b className="sl-t">
            {href ? (
              <a href={href} rel="noreferrer noopener" target="_blank">
                {a.title}
              </a>
            ) : (
              a.title
            )}
          </b>
        )}
        {a.text && <p className="pre">{mrkdwn(a.text)}</p>}
        {(a.fields ?? []).length > 0 && (
          <div className="sl-f">
            {a.fields!.map((f, n) => (
              <span key={n}>
                <b>{f.title}</b> <span className="pre">{mrkdwn(f.value ?? '')}</span>
              </span>
            ))}
          </div>
        )}
        {(a.actions ?? []).length > 0 && (
          <div className="sl-b">
            {a.actions!.map((x, n) => (
              <span key={n} title={x.url}>
                {x.text}
              </span>
            ))}
          </div>
        )}
        {a.image_url && <p className="xs dim3">An image is attached; it is not loaded here.</p>}
        {a.footer && <p className="xs dim3">{a.footer}</p>}
      </div>
    </>
  );
}
