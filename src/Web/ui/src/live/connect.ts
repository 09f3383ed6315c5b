import { openStream, type Signal } from './stream';

export interface Connection {
  /** Drops the stream and opens it anew. */
  retry(): void;
  close(): void;
}

/** One stream per browser where the browser can share one, else one per tab. */
export function connect(url: string, tell: (s: Signal) => void): Connection {
  if (typeof SharedWorker !== 'undefined') {
    try {
      return shared(url, tell);
    } catch {
      // Blocked by a policy: fall through.
    }
  }
  if (typeof BroadcastChannel !== 'undefined' && navigator.locks) return elected(url, tell);
  return alone(url, tell);
}

function shared(url: string, tell: (s: Signal) => void): Connection {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `tocsin ${url}` });
  const report = (extra: object = {}) => worker.port.postMessage({ visible: document.visibilityState === 'visible', ...extra });
  const beat = setInterval(report, 20_000);
  const seen = () => report();
  const bye = () => worker.port.postMessage({ bye: true });
  worker.port.onmessage = (e: MessageEvent<Signal>) => tell(e.data);
  worker.onerror = () => tell({ kind: 'closed' });
  document.addEventListener('visibilitychange', seen);
  addEventListener('pagehide', bye);
  report({ url });
  return {
    retry: () => report({ url, again: true }),
    close: () => {
      clearInterval(beat);
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('pagehide', bye);
      bye();
      worker.port.close();
    },
  };
}

/** Without a shared worker the tab that holds the lock keeps the stream and repeats it to the others. */
function elected(url: string, tell: (s: Signal) => void): Connection {
  const channel = new BroadcastChannel(`tocsin ${url}`);
  let stop: (() => void) | null = null;
  const start = () => {
    stop = openStream(url, s => {
      tell(s);
      channel.postMessage(s);
    });
  };
  const ended = Promise.withResolvers<void>();
  channel.onmessage = (e: MessageEvent<Signal>) => tell(e.data);
  void navigator.locks.request(`tocsin ${url}`, () => {
    start();
    return ended.promise;
  });
  return {
    retry: () => {
      if (!stop) return;
      stop();
      start();
    },
    close: () => {
      stop?.();
      ended.resolve();
      channel.close();
    },
  };
}

function alone(url: string, tell: (s: Signal) => void): Connection {
  let stop = openStream(url, tell);
  return {
    retry: () => {
      stop();
      stop = openStream(url, tell);
    },
    close: () => stop(),
  };
}
