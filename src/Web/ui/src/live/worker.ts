/// <reference lib="webworker" />
import { openStream, type Signal } from './stream';

// One stream for all tabs of a browser: plain HTTP allows six connections to a host, and each tab would keep one.
// The stream rests when every tab has been hidden for five minutes.
const rest = 5 * 60_000;

interface Tab {
  port: MessagePort;
  visible: boolean;
  seen: number;
}

const tabs = new Set<Tab>();
let stream: (() => void) | null = null;
let url = '';
let idleSince = Date.now();

const tell = (s: Signal) => {
  for (const t of tabs) t.port.postMessage(s);
};

function decide(): void {
  const now = Date.now();
  // A tab that is closed says nothing; each living one reports every 20 s (slower when it is throttled in the background).
  for (const t of tabs) if (now - t.seen > 3 * 60_000) tabs.delete(t);
  const wanted = [...tabs].some(t => t.visible);
  if (wanted) idleSince = now;
  if (wanted && !stream && url) stream = openStream(url, tell);
  if (stream && (tabs.size === 0 || now - idleSince > rest)) {
    stream();
    stream = null;
  }
}

(self as unknown as SharedWorkerGlobalScope).onconnect = e => {
  const tab: Tab = { port: e.ports[0]!, visible: true, seen: Date.now() };
  tabs.add(tab);
  tab.port.onmessage = (m: MessageEvent<{ url?: string; visible?: boolean; bye?: true; again?: true }>) => {
    tab.seen = Date.now();
    tabs.add(tab);
    if (m.data.url) url = m.data.url;
    if (m.data.visible !== undefined) tab.visible = m.data.visible;
    if (m.data.bye) tabs.delete(tab);
    if (m.data.again && stream) {
      stream();
      stream = null;
    }
    decide();
  };
};
setInterval(decide, 20_000);
