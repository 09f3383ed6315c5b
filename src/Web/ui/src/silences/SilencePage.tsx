import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useAlerts, useSilence } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { distinguishing, nameOf } from '../model/alerts';
import { toAmtool } from '../model/matchers';
import { absolute, length, moment } from '../model/time';
import type { Silence } from '../model/types';
import { Answered } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { MatcherText } from '../parts/LabelText';
import { Page, Panel } from '../parts/Page';
import { Badge, SeverityShape, StateText } from '../parts/State';
import { Age } from '../parts/Time';
import { copyText } from '../parts/toast';
import { ExpireDialog } from './actions';
import { ExtendMenu } from './ExtendMenu';
import { effectOf, endsWhileFiring, matchesNothing, progress, titleOf, type Effect } from './model';
import { recreateLink } from './SilenceTable';

const crumbs = [{ text: 'Silences', to: '/silences' }];

export default function SilencePage() {
  const { id = '' } = useParams();
  const query = useSilence(id);
  if (!query.data)
    return (
      <Page title="Silence" crumbs={crumbs}>
        <Answered query={query} what="The silence">
          {() => null}
        </Answered>
      </Page>
    );
  return <Found silence={query.data} />;
}

function sentence(e: Effect, now: number, at: (t: number) => string): string {
  const n = e.held.length;
  switch (e.silence.status.state) {
    case 'active':
      return n === 0
        ? `Holds back nothing now, until ${at(e.ends)}.`
        : `Holds back ${n} ${n === 1 ? 'alert' : 'alerts'} until ${at(e.ends)}, for another ${length(e.ends - now)}.`;
    case 'pending':
      return `Starts ${at(e.starts)}, in ${length(e.starts - now)}, and ends ${at(e.ends)}.`;
    case 'expired':
      return `Ended ${length(now - e.ends)} ago. It holds back nothing.`;
  }
}

function Found({ silence }: { silence: Silence }) {
  const alerts = useAlerts();
  const now = useNow(5000);
  const { zone } = useSettings();
  const [expiring, setExpiring] = useState(false);
  const e = effectOf(silence, alerts.data?.alerts ?? []);
  const state = silence.status.state;
  return (
    <Page
      title={titleOf(silence)}
      short="Silence"
      crumbs={crumbs}
      pre={
        <div className="prehead">
          {state === 'active' ? (
            <StateText state="silenced" text="Active" />
          ) : state === 'pending' ? (
            <StateText state="pending" text="Starts later" />
          ) : (
            <StateText state="muted" text="Expired" />
          )}
          <span className="dim">by {silence.createdBy}</span>
          {endsWhileFiring(e, now) && <Badge state="warning" text="Ends while firing" />}
          {matchesNothing(e) && (
            <span className="badge plain">
              <Icon name="minus" />
              Matches nothing
            </span>
          )}
        </div>
      }
      lead={<b>{sentence(e, now, t => moment(t, now, zone))}</b>}
      actions={
        <>
          {state !== 'expired' && (
            <Link className="btn primary" to={`/silences/${silence.id}/edit`}>
              Edit
            </Link>
          )}
          {state === 'active' && <ExtendMenu silences={[silence]} />}
          {state === 'expired' ? (
            <Link className="btn primary" to={recreateLink(e)}>
              Recreate
            </Link>
          ) : (
            <button type="button" className="btn danger" onClick={() => setExpiring(true)}>
              {state === 'pending' ? 'Cancel' : 'Expire'}
            </button>
          )}
          <button
            type="button"
            className="btn"
            onClick={() => copyText(toAmtool(silence.matchers, silence.createdBy, silence.comment, null, new Date(e.ends)), 'Command copied')}
          >
            <Icon name="copy" />
            <span>Copy as amtool</span>
          </button>
        </>
      }
    >
      <div className="two-col">
        <Panel title={state === 'active' ? 'Held back by it' : 'Alerts'}>
          {e.held.length === 0 ? (
            <p className="pbody sm dim">{state === 'active' ? 'No alert that fires now matches.' : 'It holds nothing back in this state.'}</p>
          ) : (
            <ul className="rel">
              {e.held.slice(0, 100).map(a => (
                <li key={a.fingerprint}>
                  <Link to={`/alerts/${a.fingerprint}`}>
                    <SeverityShape labels={a.labels} />
                    <span className="grow">
                      <b className="cut">{nameOf(a.labels)}</b>
                      <span className="dim cut">
                        {distinguishing([a])
                          .map(n => `${n}=${a.labels[n]}`)
                          .join(' ')}
                      </span>
                    </span>
                    <span className="dim3 nowrap">
                      <Age since={Date.parse(a.startsAt)} />
                    </span>
                  </Link>
                </li>
              ))}
              {e.held.length > 100 && <li className="dim">and {e.held.length - 100} more</li>}
            </ul>
          )}
        </Panel>
        <div className="stack">
          <Panel title="Matchers">
            <div className="pbody ms mcol">
              <MatcherText matchers={silence.matchers} />
            </div>
          </Panel>
          <Panel title="Time and person">
            <div className="pbody">
              {state === 'active' && (
                <span className="bar" aria-hidden="true">
                  <span style={{ width: `${progress(e, now)}%` }} />
                </span>
              )}
              <dl className="kv">
                <dt>From</dt>
                <dd>{absolute(e.starts)}</dd>
                <dt>Until</dt>
                <dd>{absolute(e.ends)}</dd>
                <dt>By</dt>
                <dd>{silence.createdBy}</dd>
                <dt>Changed</dt>
                <dd>{absolute(Date.parse(silence.updatedAt))}</dd>
                <dt>Comment</dt>
                <dd>{silence.comment}</dd>
                <dt>ID</dt>
                <dd>
                  <code>{silence.id}</code>
                </dd>
                {Object.entries(silence.annotations ?? {}).map(([k, v]) => (
                  <div className="kvr" key={k}>
                    <dt>{k}</dt>
                    <dd>{v}</dd>
                  </div>
                ))}
              </dl>
            </div>
          </Panel>
        </div>
      </div>
      {expiring && <ExpireDialog effects={[e]} onClose={() => setExpiring(false)} />}
    </Page>
  );
}
