import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../src/notifications/mrkdwn';
import { readSlack } from '../../src/notifications/slackBody';

const html = (text: string) => renderToStaticMarkup(<>{mrkdwn(text)}</>);

describe("Slack's marks", () => {
  it('become what Slack shows', () => {
    expect(html('*bold* _it_ ~no~ `code`')).toBe('<b>bold</b> <i>it</i> <s>no</s> <code>code</code>');
  });

  it('link only to http', () => {
    expect(html('<https://x.example/a|text>')).toContain('href="https://x.example/a"');
    expect(html('<javascript:alert(1)|text>')).toBe('&lt;javascript:alert(1)|text&gt;');
  });

  it('show mentions and escaped characters', () => {
    expect(html('<!here> a &amp; b &lt;c&gt;')).toBe('<b>!here</b> a &amp; b &lt;c&gt;');
  });

  it('leave snake_case and 2*3*4 alone', () => {
    expect(html('a_b_c 2*3*4')).toBe('a_b_c 2*3*4');
  });
});

describe('the kept body', () => {
  it('is a message only when it reads like one', () => {
    expect(readSlack('{"channel":"#a","attachments":[]}')).not.toBeNull();
    for (const other of ['', 'text', '[]', 'null', '{"x":1}']) expect(readSlack(other)).toBeNull();
  });
});
