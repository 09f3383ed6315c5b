import { Link, useParams, useSearchParams } from 'react-router';
import { useExplain } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { nameOf, severityOf } from '../model/alerts';
import type { Cause, Decision, Explanation, RouteVisit, Step, WayToReceiver } from '../model/explain';
import { absolute, stamp } from '../model/time';
import { Result } from '../notifications/Result';
import { integrationName, sentence } from '../notifications/words';
import { Answered } from '../parts/Answers';
import { Icon, type IconName } from '../parts/Icon';
import { Page, Panel } from '../parts/Page';
import { StateText } from '../parts/State';

export default function WhyPage() {
  const { fingerprint = '' } = useParams();
  const [params] = useSearchParams();
  const query = useExplain(fingerprint, params.get('at') ?? '');
  const title = query.data ? nameOf(query.data.alert.labels) : 'Why';
  const crumbs = [
    { text: 'Alerts', to: '/alerts' },
    { text: title, to: `/alerts/${fingerprint}` },
  ];
  return (
    <Page title={`Why: ${title}`} short="Why" crumbs={crumbs} pre={query.data && <Head answer={query.data} />}>
      <Answered query={query} what="The explanation">
        {answer => <Answer answer={answer} />}
      </Answered>
    </Page>
  );
}

function Head({ answer }: { answer: Explanation }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  const at = Date.parse(answer.at);
  return (
    <div className="prehead">
      <StateText state={answer.alert.firing ? severityOf(answer.alert.labels) : 'resolved'} text={answer.alert.firing ? 'Firing' : 'Ended'} />
      <span className="dim" title={absolute(at)}>
        {answer.mode === 'past' ? `as it was at ${stamp(at, now, zone)}` : `now, ${stamp(at, now, zone)}`}
      </span>
    </div>
  );
}

const Answer = ({ answer }: { answer: Explanation }) => (
  <div className="two-col">
    <div className="stack">
      {answer.receivers.map(way => (
        <Way key={way.group.id} way={way} />
      ))}
    </div>
    <div className="stack">
      <Routes visits={answer.routes} />
    </div>
  </div>
);

/** The verdict first, then how it came to be. */
function Way({ way }: { way: WayToReceiver }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  const decision = way.last ?? way.next;
  return (
    <Panel title={way.receiver} aside={!way.configured && <span className="xs dim3">not configured any more</span>}>
      <p className="pbody">
        <b>{way.sentence}</b>
      </p>
      {decision && <Steps decision={decision} />}
      <div className="pbody">
        <dl className="kv">
          <dt>Group</dt>
          <dd>
            <code>{way.group.key}</code>
          </dd>
          {way.group.exists && (
            <>
              <dt>Alerts in it</dt>
              <dd>{way.group.alerts}</dd>
            </>
          )}
          <When text="Last look" at={way.last?.confirmedAt ?? way.last?.at} now={now} zone={zone} />
          <When text="Next look" at={way.next?.at} now={now} zone={zone} />
          {way.last && way.next && (
            <>
              <dt>It will be</dt>
              <dd>{foretold(way.next)}</dd>
            </>
          )}
        </dl>
      </div>
    </Panel>
  );
}

const When = ({ text, at, now, zone }: { text: string; at: string | undefined; now: number; zone: 'local' | 'utc' }) =>
  at === undefined ? null : (
    <>
      <dt>{text}</dt>
      <dd>
        <time dateTime={at} title={absolute(Date.parse(at))}>
          {stamp(Date.parse(at), now, zone)}
        </time>
      </dd>
    </>
  );

function foretold(next: Decision): string {
  const stopped = next.steps.find(s => s.outcome === 'stopped');
  if (stopped) return `held back, ${stopped.why}`;
  const send = next.integrations.find(i => i.send);
  return send ? `sent: ${send.reason}` : [...new Set(next.integrations.map(i => i.reason))].join('; ');
}

const stages: Record<string, string> = { inhibit: 'Inhibition', 'active time': 'Active time', 'mute time': 'Mute time', silence: 'Silence' };
const marks: Record<Step['outcome'], [IconName, string, string]> = {
  passed: ['check', '', 'Passed'],
  stopped: ['x', 'stop', 'Stopped here'],
  notReached: ['minus', 'skip', 'Not reached'],
  notKept: ['minus', 'skip', 'One of too many to be kept'],
};

const Steps = ({ decision }: { decision: Decision }) => (
  <ol className="steps">
    {decision.steps.map(step => {
      const [icon, cls, text] = marks[step.outcome];
      return (
        <li className={`step ${cls}`} key={step.stage}>
          <span className="mk">
            <Icon name={icon} />
          </span>
          <h3>{stages[step.stage] ?? step.stage}</h3>
          <div className="tx">
            {step.why ? sentence(step.why) : text}
            {step.by.map((cause, n) => (
              <By key={n} cause={cause} />
            ))}
          </div>
        </li>
      );
    })}
    {decision.integrations.map(i => (
      <li className={`step ${i.send ? '' : 'skip'}`} key={`${i.receiver} ${i.integration} ${i.index}`}>
        <span className="mk">
          <Icon name={i.send ? 'send' : 'minus'} />
        </span>
        <h3>
          {i.receiver}, {integrationName(i.integration)}
        </h3>
        <div className="tx">
          {sentence(i.reason)}{' '}
          {i.result && i.notification && (
            <Link className="in" to={`/notifications/${i.notification}`}>
              <Result result={i.result} attempts={1} />
            </Link>
          )}
        </div>
      </li>
    ))}
  </ol>
);

function By({ cause }: { cause: Cause }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  if (cause.silence !== undefined)
    return (
      <>
        {' '}
        <Link className="in" to={`/silences/${cause.silence}`}>
          {cause.comment || 'silence'}
        </Link>
        {cause.createdBy && ` by ${cause.createdBy}`}
        {cause.endsAt && ` until ${stamp(Date.parse(cause.endsAt), now, zone)}`}
      </>
    );
  if (cause.alert !== undefined)
    return (
      <>
        {' '}
        <Link className="in" to={`/alerts/${cause.alert}`}>
          {cause.labels ? nameOf(cause.labels) : cause.alert}
        </Link>
      </>
    );
  return (
    <>
      {' '}
      <code>{cause.interval}</code>
    </>
  );
}

/** Every node that was asked, and the matcher that said no. */
const Routes = ({ visits }: { visits: RouteVisit[] }) => (
  <Panel title="Routes asked" aside={<span className="xs dim3">{visits.length}</span>}>
    <ol className="steps">
      {visits.map(v => (
        <li className={`step ${v.matched ? '' : 'skip'}`} key={v.id}>
          <span className="mk">
            <Icon name={v.matched ? 'check' : 'x'} />
          </span>
          <h3>
            {v.matchers.length > 0 ? v.matchers.join(', ') : 'every alert'}
            {v.target && `: to ${v.receiver}`}
          </h3>
          <div className="tx">
            {v.failed ? (
              <>
                <code>{v.failed.matcher}</code>, but {v.failed.label} is {v.failed.value ? `“${v.failed.value}”` : 'not there'}
              </>
            ) : (
              <>
                matched
                {v.target && v.continue && ', and the next ones were asked too'}
              </>
            )}
          </div>
        </li>
      ))}
    </ol>
  </Panel>
);
