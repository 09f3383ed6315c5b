export interface Attachment {
  title?: string;
  title_link?: string;
  pretext?: string;
  text?: string;
  fallback?: string;
  footer?: string;
  color?: string;
  image_url?: string;
  fields?: { title?: string; value?: string; short?: boolean }[];
  actions?: { type?: string; text?: string; url?: string }[];
}

export interface SlackBody {
  channel?: string;
  username?: string;
  text?: string;
  attachments?: Attachment[];
}

/** The message when it is one, else null: what cannot be read is shown as text. */
export function readSlack(text: string): SlackBody | null {
  try {
    const body: unknown = JSON.parse(text);
    return body !== null && typeof body === 'object' && !Array.isArray(body) && ('attachments' in body || 'text' in body) ? (body as SlackBody) : null;
  } catch {
    return null;
  }
}
