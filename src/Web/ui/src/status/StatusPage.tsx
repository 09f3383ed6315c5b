import { useState, type ReactNode } from 'react';
import { useAnswer, useData } from '../api/queries';
import { useNow } from '../app/useNow';
import { useLive } from '../live/useLive';
import { absolute, length } from '../model/time';
import { Answered } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, Panel, TableFrame, Tabs } from '../parts/Page';
import { copyText } from '../parts/toast';

export type StatusTab = 'overview' | 'config' | 'flags';

const tabs: [StatusTab, string, string][] = [
  ['overview', 'Overview', '/status'],
  ['config', 'Configuration', '/config'],
  ['flags', 'Flags', '/flags'],
];

interface RuntimeInfo {
  startTime?: string;
  lastConfigTime?: string;
  reloadConfigSuccess?: boolean;
  storageRetention?: string;
  [key: string]: unknown;
}

interface ManagerStatus {
  uptime: string;
  config: { original: string };
  versionInfo: Record<string, string>;
  cluster: { status: string; peers: unknown[] };
}

export default function StatusPage({ tab }: { tab: StatusTab }) {
  return (
    <Page
      title={tab === 'overview' ? 'Status' : tab === 'config' ? 'Configuration' : 'Flags'}
      crumbs={tab === 'overview' ? [] : [{ text: 'Status', to: '/status' }]}
      lead={tab === 'overview' ? <Lead /> : undefined}
    >
      <Tabs label="Status" current={tab} items={tabs.map(([key, text, to]) => ({ key, text, to }))} />
      {tab === 'overview' ? <Overview /> : tab === 'config' ? <Config /> : <Flags />}
    </Page>
  );
}

const runtimePath = 'api/v1/status/runtimeinfo';

function Lead() {
  const { data } = useData<RuntimeInfo>(runtimePath);
  if (!data) return null;
  return data.reloadConfigSuccess === false ? (
    <>
      <b>The last reload failed.</b> What runs is the configuration that was loaded before it.
    </>
  ) : (
    <b>The configuration is loaded.</b>
  );
}

/** Names as the API writes them become words: "storageRetention" is "Storage retention". */
const words = (key: string): string => {
  const spaced = key.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return spaced[0]!.toUpperCase() + spaced.slice(1);
};

function shown(value: unknown, now: number): ReactNode {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return `${absolute(Date.parse(value))}, ${length(now - Date.parse(value))} ago`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function Facts({ facts }: { facts: Record<string, unknown> }) {
  const now = useNow(5000);
  return (
    <div className="pbody">
      <dl className="kv">
        {Object.entries(facts)
          .filter(([, v]) => v !== '' && v !== null && typeof v !== 'object')
          .map(([k, v]) => (
            <div className="kvr" key={k}>
              <dt>{words(k)}</dt>
              <dd>{shown(v, now)}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function Overview() {
  const runtime = useData<RuntimeInfo>(runtimePath);
  const build = useData<Record<string, string>>('api/v1/status/buildinfo');
  const manager = useAnswer<ManagerStatus>('api/v2/status');
  const { skew } = useLive();
  return (
    <div className="stack">
      <Answered query={runtime} what="The runtime information">
        {r => (
          <Panel title="Running">
            <Facts facts={{ ...r, clockSkew: Math.abs(skew) < 1000 ? 'under 1 s to your browser' : `${length(Math.abs(skew))} to your browser` }} />
          </Panel>
        )}
      </Answered>
      <Answered query={build} what="The build information">
        {b => (
          <Panel
            title="Build"
            aside={
              <a className="xs in" href={new URL('licenses.md', document.baseURI).href}>
                Licences of the UI's parts
              </a>
            }
          >
            <Facts facts={b} />
          </Panel>
        )}
      </Answered>
      <Answered query={manager} what="The notifier's status">
        {m => (
          <Panel title="Notifier">
            <Facts facts={{ runsSince: m.uptime, version: m.versionInfo.version, cluster: m.cluster.status, peers: m.cluster.peers?.length ?? 0 }} />
          </Panel>
        )}
      </Answered>
    </div>
  );
}

const File = ({ name, text }: { name: string; text: string }) => (
  <Panel
    title={<code>{name}</code>}
    aside={
      <button type="button" className="btn small subtle" onClick={() => copyText(text, `${name} copied`)}>
        <Icon name="copy" />
        <span>Copy</span>
      </button>
    }
  >
    <pre className="code bare0" tabIndex={0} aria-label={name}>
      {text}
    </pre>
  </Panel>
);

/** Both files as they are applied, secrets masked by the server. */
function Config() {
  const prometheus = useData<{ yaml: string }>('api/v1/status/config');
  const manager = useAnswer<ManagerStatus>('api/v2/status');
  return (
    <div className="stack">
      <Answered query={prometheus} what="prometheus.yml">
        {c => <File name="prometheus.yml" text={c.yaml} />}
      </Answered>
      <Answered query={manager} what="alertmanager.yml">
        {m => <File name="alertmanager.yml" text={m.config.original} />}
      </Answered>
    </div>
  );
}

function Flags() {
  const query = useData<Record<string, string>>('api/v1/status/flags');
  const [text, setText] = useState('');
  return (
    <>
      <div className="fbar">
        <div className="finput">
          <Icon name="filter" />
          <input data-filter aria-label="Filter flags" placeholder="Name or value" value={text} onChange={e => setText(e.target.value)} />
          <kbd>/</kbd>
        </div>
      </div>
      <Answered query={query} what="The flags">
        {flags => (
          <TableFrame label="Flags">
            <table className="tbl">
              <thead>
                <tr>
                  <th>Flag</th>
                  <th>Value</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(flags)
                  .filter(([k, v]) => `${k} ${v}`.toLowerCase().includes(text.toLowerCase()))
                  .sort()
                  .map(([k, v]) => (
                    <tr key={k}>
                      <td>
                        <code>--{k}</code>
                      </td>
                      <td>
                        <code className="pre">{v}</code>
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Answered>
    </>
  );
}
