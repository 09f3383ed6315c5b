import type { ReactNode } from 'react';
import { safeLink } from '../model/alerts';

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const plain = (text: string): string => text.replace(/&(amp|lt|gt);/g, m => entities[m]!);

const pattern = /<([^<>|]+)(?:\|([^<>]*))?>|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/g;

/** Slack's own marks as it shows them: links, `code`, *bold*, _italic_, ~struck~. Everything else stays text. */
export function mrkdwn(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let at = 0;
  for (const m of text.matchAll(pattern)) {
    if (m.index > at) out.push(plain(text.slice(at, m.index)));
    out.push(mark(m, out.length));
    at = m.index + m[0].length;
  }
  if (at < text.length) out.push(plain(text.slice(at)));
  return out;
}

function mark(m: RegExpMatchArray, key: number): ReactNode {
  if (m[1] !== undefined) return link(m[1], m[2], key);
  if (m[3] !== undefined) return <code key={key}>{plain(m[3])}</code>;
  if (m[4] !== undefined) return <b key={key}>{mrkdwn(m[4])}</b>;
  if (m[5] !== undefined) return <i key={key}>{mrkdwn(m[5])}</i>;
  return <s key={key}>{plain(m[6]!)}</s>;
}

function link(target: string, text: string | undefined, key: number): ReactNode {
  const href = safeLink(plain(target));
  if (href)
    return (
      <a key={key} href={href} rel="noreferrer noopener" target="_blank">
        {plain(text ?? target)}
      </a>
    );
  if (/^[@#!]/.test(target)) return <b key={key}>{plain(text ?? target)}</b>;
  return plain(`<${target}${text === undefined ? '' : `|${text}`}>`);
}
