import { useMemo } from 'react';
import type { ContentPart } from '../model/types';

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/**
 * The mail's HTML for a frame that may do nothing: no scripts, no forms, no requests. Its style elements get the page's
 * nonce, because a frame made from text inherits the page's policy; the frame's own policy then forbids every load.
 */
export function frameable(html: string, styleNonce: string): string {
  // Before parsing: the parser's own document is under the page's policy too, and complains about a style without the nonce.
  const doc = new DOMParser().parseFromString(html.replace(/<style\b/gi, `<style nonce="${styleNonce}"`), 'text/html');
  for (const el of doc.querySelectorAll('script, iframe, object, embed, link, base, meta, form')) el.remove();
  // Remote images tell their server who read the mail and when.
  for (const img of doc.querySelectorAll('img')) {
    img.removeAttribute('srcset');
    if (!img.src.startsWith('data:')) img.removeAttribute('src');
  }
  const policy = doc.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  doc.head.prepend(policy);
  return `<!doctype html>${doc.documentElement.outerHTML}`;
}

export function MailMessage({ parts }: { parts: ContentPart[] }) {
  // Headers stand under their own names, as the configuration wrote them: any case.
  const part = (name: string) => parts.find(p => p.name.toLowerCase() === name)?.text;
  const html = part('html') ?? parts.find(p => p.contentType.startsWith('text/html'))?.text;
  const text = part('text') ?? part('body');
  const src = useMemo(() => (html === undefined ? null : frameable(html, nonce())), [html]);
  const heads: [string, string][] = [
    ['From', part('from') ?? ''],
    ['To', part('to') ?? ''],
    ['Subject', part('subject') ?? ''],
  ];
  return (
    <div className="mail">
      <dl className="m-h">
        {heads
          .filter(([, v]) => v !== '')
          .map(([k, v]) => (
            <div className="kvr" key={k}>
              <dt>{k}</dt>
              <dd>{k === 'Subject' ? <b>{v}</b> : v}</dd>
            </div>
          ))}
      </dl>
      {src !== null ? (
        <iframe className="mailframe" title="The mail as sent" sandbox="" srcDoc={src} tabIndex={0} />
      ) : (
        <pre className="m-b pre mono sm">{text ?? ''}</pre>
      )}
    </div>
  );
}
