import { Link, useNavigate, useParams } from 'react-router';
import { useSilences } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { useKeys } from '../app/useShortcuts';
import { itemOf, useTriage } from '../app/useTriage';
import { distinguishing, nameOf, safeLink, severityOf, severityText, summaryOf, type Item } from '../model/alerts';
import { absolute, length, stamp } from '../model/time';
import type { Alert, AlertGroup } from '../model/types';
import { Answered, Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, Panel } from '../parts/Page';
import { Badge, SeverityShape, StateText } from '../parts/State';
import { Summary } from '../parts/Summary';
import { Age } from '../parts/Time';
import { copyText } from '../parts/toast';
import { HeldBack } from './HeldBack';
import { silenceLink } from './links';
import { Told, WhoIsTold } from './Told';

const crumbs = [{ text: 'Alerts', to: '/alerts' }];

export default function AlertPage() {
  const { fingerprint = '' } = useParams();
  const triage = useTriage();
  const alert = triage.alerts.data?.alerts.find(a => a.fingerprint === fingerprint);
  if (!triage.alerts.data)
    return (
      <Page title="Alert" crumbs={crumbs}>
        <Answered query={triage.alerts} what="The alert">
          {() => null}
        </Answered>
      </Page>
    );
  if (!alert) return <Gone fingerprint={fingerprint} />;
  return <Found alert={alert} items={triage.firing} groups={triage.groups.filter(g => g.fingerprints.includes(fingerprint))} />;
}

/** A link from a message outlives its alert: what was sent is still known. */
function Gone({ fingerprint }: { fingerprint: string }) {
  return (
    <Page title="Alert" crumbs={crumbs} lead="It does not fire now.">
      <div className="stack">
        <Empty
          icon={<Icon name="resolved" className="xl st-resolved" />}
          title="This alert does not fire."
          actions={
            <>
              <Link className="btn primary" to="/alerts">
                All alerts
              </Link>
              <Link className="btn" to={`/alerts/${fingerprint}/why`}>
                Why was it (not) sent
              </Link>
            </>
          }
        >
          It has resolved, or its rule or labels changed. What was sent about it is below.
        </Empty>
        <Told fingerprint={fingerprint} />
      </div>
    </Page>
  );
}

function Found({ alert, items, groups }: { alert: Alert; items: Item[]; groups: AlertGroup[] }) {
  const now = useNow();
  const { zone } = useSettings();
  const silences = useSilences();
  const navigate = useNavigate();
  const item = itemOf(alert);
  const silence = silenceLink([alert.labels]);
  const runbook = safeLink(alert.annotations.runbook_url ?? alert.annotations.runbook);
  const source = safeLink(alert.generatorURL);
  const held = item.conditions.filter(c => c !== 'active' && c !== 'pending');
  useKeys({ s: () => void navigate(silence), Escape: () => void navigate('/alerts') });
  return (
    <Page
      title={nameOf(alert.labels)}
      short="Alert"
      className="p-alert"
      crumbs={crumbs}
      pre={
        <div className="prehead">
          <StateText state={severityOf(alert.labels)} text={severityText(alert.labels)} />
          <span className="dim" title={absolute(item.since)}>
            firing for {length(now - item.since)}, since {stamp(item.since, now, zone)}
          </span>
          {held.map(c => (
            <Badge key={c} state={c} />
          ))}
        </div>
      }
      lead={
        <b>
          <Summary text={summaryOf(alert.annotations) || 'The rule gives no summary.'} />
        </b>
      }
      actions={
        <>
          <Link className="btn primary" to={silence}>
            <Icon name="silenced" />
            <span>Silence</span>
            <kbd>s</kbd>
          </Link>
          <Link className="btn" to={`/alerts/${alert.fingerprint}/why`}>
            <Icon name="route" />
            <span>Why</span>
          </Link>
          {runbook && (
            <a className="btn" href={runbook} rel="noreferrer noopener" target="_blank">
              <Icon name="book" />
              <span>Runbook</span>
            </a>
          )}
          {source && (
            <a className="btn" href={source} rel="noreferrer noopener">
              <Icon name="query" />
              <span>Source</span>
            </a>
          )}
        </>
      }
    >
      <div className="two-col">
        <div className="stack">
          <HeldBack alert={alert} items={items} silences={silences.data ?? []} now={now} />
          <Annotations annotations={alert.annotations} />
          <Told fingerprint={alert.fingerprint} />
        </div>
        <div className="stack">
          <WhoIsTold groups={groups} receivers={item.receivers} now={now} />
          <Panel
            title="Labels"
            aside={
              <button
                type="button"
                className="btn small subtle"
                onClick={() =>
                  copyText(
                    Object.entries(alert.labels)
                      .map(([k, v]) => `${k}=${JSON.stringify(v)}`)
                      .join('\n'),
                    'Labels copied',
                  )
                }
              >
                <Icon name="copy" />
                <span>Copy</span>
              </button>
            }
          >
            <div className="pbody">
              <dl className="kv mono2">
                {Object.entries(alert.labels)
                  .sort()
                  .map(([k, v]) => (
                    <div className="kvr" key={k}>
                      <dt>{k}</dt>
                      <dd>{v}</dd>
                    </div>
                  ))}
              </dl>
            </div>
          </Panel>
          <Near alert={alert} items={items} />
        </div>
      </div>
    </Page>
  );
}

function Annotations({ annotations }: { annotations: Record<string, string> }) {
  const entries = Object.entries(annotations)
    .filter(([k]) => k !== 'summary')
    .sort();
  if (entries.length === 0) return null;
  return (
    <Panel title="What the rule says">
      <div className="pbody read annos">
        {entries.map(([k, v]) => {
          const link = safeLink(v);
          return (
            <div key={k}>
              <h3 className="dim3">{k}</h3>
              {link ? (
                <a className="in" href={link} rel="noreferrer noopener" target="_blank">
                  {v}
                </a>
              ) : (
                <p className="pre">{v}</p>
              )}
            </div>
          );
        })}
      </div>
    </Panel>
  );
}

const nearBy = ['instance', 'node', 'pod', 'service', 'host'];

/** Other alerts of the same machine or service. */
function Near({ alert, items }: { alert: Alert; items: Item[] }) {
  const near = items.filter(i => i.key !== alert.fingerprint && nearBy.some(n => alert.labels[n] !== undefined && i.labels[n] === alert.labels[n])).slice(0, 8);
  if (near.length === 0) return null;
  return (
    <Panel title="Firing near it" aside={<span className="xs dim3">same service or node</span>}>
      <ul className="rel">
        {near.map(i => {
          const held = i.conditions.find(c => c !== 'active');
          return (
            <li key={i.key}>
              <Link to={`/alerts/${i.key}`}>
                <SeverityShape labels={i.labels} />
                <span className="grow">
                  <b className="cut">{nameOf(i.labels)}</b>
                  <span className="dim cut">
                    {distinguishing([i])
                      .map(n => i.labels[n])
                      .join(' ')}
                  </span>
                </span>
                {held ? (
                  <Badge state={held} />
                ) : (
                  <span className="dim3 nowrap">
                    <Age since={i.since} />
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
