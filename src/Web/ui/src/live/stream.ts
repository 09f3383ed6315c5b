/** What the server's stream said last; also the message between tabs. */
export type Signal = { kind: 'time'; serverTime: number } | { kind: 'change'; topics: string[] } | { kind: 'closed' };

/** Opens the event stream and hands on what it says. EventSource reconnects by itself and sends Last-Event-ID. */
export function openStream(url: string, tell: (s: Signal) => void): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const parse = (e: MessageEvent): Record<string, unknown> => {
    try {
      return JSON.parse(e.data as string) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  const time = (e: MessageEvent) => {
    const at = Date.parse(String(parse(e).serverTime));
    tell({ kind: 'time', serverTime: Number.isNaN(at) ? Date.now() : at });
  };
  const open = () => {
    source = new EventSource(url);
    source.addEventListener('hello', time);
    source.addEventListener('ping', time);
    source.addEventListener('change', e => {
      const topics = parse(e).topics;
      tell({ kind: 'change', topics: Array.isArray(topics) ? topics.map(String) : [] });
    });
    source.onerror = () => {
      tell({ kind: 'closed' });
      // A refused stream (404, 503) is not retried by the browser.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 5000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}
