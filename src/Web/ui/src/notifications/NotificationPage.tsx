import { Link, useParams } from 'react-router';
import { useNotification } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { distinguishing, nameOf } from '../model/alerts';
import { absolute, length, stamp, took } from '../model/time';
import type { ContentPart, NotificationDetail } from '../model/types';
import { Answered } from '../parts/Answers';
import { Icon, type IconName } from '../parts/Icon';
import { Page, Panel } from '../parts/Page';
import { SeverityShape, Shape } from '../parts/State';
import { copyText } from '../parts/toast';
import { MailMessage } from './MailMessage';
import { Result } from './Result';
import { readSlack } from './slackBody';
import { SlackMessage } from './SlackMessage';
import { attemptsText, integrationName, nameOfMessage, sentence } from './words';

const crumbs = [{ text: 'Notifications', to: '/notifications' }];

export default function NotificationPage() {
  const { id = '' } = useParams();
  const query = useNotification(id);
  if (!query.data)
    return (
      <Page title="Notification" crumbs={crumbs}>
        <Answered query={query} what="The notification">
          {() => null}
        </Answered>
      </Page>
    );
  return <Found n={query.data} />;
}

function Found({ n }: { n: NotificationDetail }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  const at = Date.parse(n.at);
  const tries = attemptsText(n);
  return (
    <Page
      title={`${nameOfMessage(n)} to ${n.receiver}`}
      short="Notification"
      crumbs={crumbs}
      pre={
        <div className="prehead">
          <Result result={n.result} attempts={n.attempts} />
          <span className="dim" title={absolute(at)}>
            {stamp(at, now, zone)}, {integrationName(n.integration)}
            {n.durationMs !== null && ` in ${took(n.durationMs)}`}
            {tries && `, attempts: ${tries}`}
            {n.nextTryAt && `, next at ${stamp(Date.parse(n.nextTryAt), now, zone)}`}
          </span>
        </div>
      }
      lead={
        <>
          <b>{sentence(n.reason)}.</b> {n.error && n.result !== 'delivered' && <span className="er">{n.error}</span>}
        </>
      }
      actions={
        <button type="button" className="btn" onClick={() => copyText(location.href, 'Link copied')}>
          <Icon name="link" />
          <span>Copy the link</span>
        </button>
      }
    >
      <div className="two-col">
        <Content n={n} />
        <div className="stack">
          <Attempts n={n} />
          <WhyNow n={n} />
          <AlertsInIt n={n} />
        </div>
      </div>
    </Page>
  );
}

/** As rendered and sent, in the look of where it went. */
function Content({ n }: { n: NotificationDetail }) {
  const parts = n.content?.parts ?? [];
  const kind = n.content?.kind ?? n.integration;
  const slack = kind === 'slack' ? readSlack(parts.find(p => p.name === 'body')?.text ?? parts[0]?.text ?? '') : null;
  const hidden = kind === 'email' ? ', images off' : '';
  return (
    <div className="stack">
      <Panel title={integrationName(kind)} aside={<span className="xs dim3">{n.result === 'delivered' ? `as sent${hidden}` : `as rendered${hidden}`}</span>}>
        <div className="pbody frame">
          {parts.length === 0 ? (
            <p className="sm dim">The content of this message was not kept.</p>
          ) : slack ? (
            <SlackMessage body={slack} at={Date.parse(n.at)} />
          ) : kind === 'email' ? (
            <MailMessage parts={parts} />
          ) : (
            parts.map(p => <Raw key={p.name} part={p} named={parts.length > 1} />)
          )}
        </div>
      </Panel>
      {(slack !== null || kind === 'email') && (
        <details className="panel rawp">
          <summary>The text as it left</summary>
          <div className="pbody">
            {parts.map(p => (
              <Raw key={p.name} part={p} named />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

const pretty = (p: ContentPart): string => {
  if (!p.contentType.includes('json')) return p.text;
  try {
    return JSON.stringify(JSON.parse(p.text), null, 2);
  } catch {
    return p.text;
  }
};

const Raw = ({ part, named }: { part: ContentPart; named: boolean }) => (
  <div>
    {named && <h3 className="dim3 xs">{part.name}</h3>}
    <pre className="code wrap" tabIndex={0} aria-label={`Content: ${part.name}`}>
      {pretty(part)}
    </pre>
  </div>
);

const outcomes: Record<NotificationDetail['attemptLog'][number]['outcome'], [IconName, string, string]> = {
  delivered: ['check', '', 'Delivered'],
  retry: ['x', 'stop2', 'Failed, tried again'],
  rejected: ['x', 'stop2', 'Rejected'],
};

function Attempts({ n }: { n: NotificationDetail }) {
  const now = useNow(n.nextTryAt ? 1000 : 10_000);
  const { zone } = useSettings();
  return (
    <Panel title="Attempts">
      {n.attemptLog.length === 0 ? (
        <p className="pbody sm dim">{n.result === 'sending' ? 'The first attempt is under way.' : 'The attempts were not kept.'}</p>
      ) : (
        <ol className="steps att">
          {n.attemptLog.map((a, k) => {
            const [icon, cls, text] = outcomes[a.outcome] ?? ['minus', '', a.outcome];
            const at = Date.parse(a.at);
            return (
              <li className={`step ${cls}`} key={k}>
                <span className="mk">
                  <Icon name={icon} />
                </span>
                <h3>
                  {text}
                  {n.attemptLog.length > 1 && `, attempt ${k + 1}`}
                </h3>
                <div className="tx">
                  {stamp(at, now, zone)}
                  {a.durationMs !== null && `, ${took(a.durationMs)}`}
                  {a.detail && (
                    <>
                      <br />
                      {a.detail}
                    </>
                  )}
                </div>
              </li>
            );
          })}
          {n.nextTryAt && (
            <li className="step">
              <span className="mk">
                <Icon name="retry" />
              </span>
              <h3>Next attempt</h3>
              <div className="tx" title={absolute(Date.parse(n.nextTryAt))}>
                {Date.parse(n.nextTryAt) > now ? `${stamp(Date.parse(n.nextTryAt), now, zone)}, in ${length(Date.parse(n.nextTryAt) - now)}` : 'is being made'}
              </div>
            </li>
          )}
        </ol>
      )}
    </Panel>
  );
}

const WhyNow = ({ n }: { n: NotificationDetail }) => (
  <Panel title="Why now">
    <div className="pbody">
      <dl className="kv">
        <dt>Reason</dt>
        <dd>{sentence(n.reason)}</dd>
        <dt>Receiver</dt>
        <dd>
          <Link className="in" to={`/notifications?receiver=${encodeURIComponent(n.receiver)}`}>
            {n.receiver}
          </Link>
          , {n.integration} {n.index}
        </dd>
        <dt>Title</dt>
        <dd>{n.title}</dd>
        <dt>Group</dt>
        <dd>
          <code>{n.groupKey}</code>
        </dd>
      </dl>
    </div>
  </Panel>
);

const AlertsInIt = ({ n }: { n: NotificationDetail }) => (
  <Panel title="Alerts in it" aside={<span className="xs dim3">{n.alerts.length}</span>}>
    <ul className="rel">
      {n.alerts.slice(0, 50).map(a => (
        <li key={a.fingerprint}>
          <Link to={`/alerts/${a.fingerprint}`}>
            {a.status === 'resolved' ? <Shape state="resolved" /> : <SeverityShape labels={a.labels} />}
            <span className="grow">
              <b className="cut">{nameOf(a.labels)}</b>
              <span className="dim cut">
                {distinguishing([a])
                  .map(x => `${x}=${a.labels[x]}`)
                  .join(' ')}
              </span>
            </span>
          </Link>
        </li>
      ))}
      {n.alerts.length > 50 && <li className="dim">and {n.alerts.length - 50} more</li>}
    </ul>
  </Panel>
);
