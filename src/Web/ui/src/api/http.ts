/** Why a call failed, in words that can be shown. `status` is 0 when the server could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly path: string,
  ) {
    super(message);
  }
}

/** Paths are relative to <base href>, so the UI works under every prefix. */
const address = (path: string): string => new URL(path, document.baseURI).href;

async function reason(r: Response): Promise<string> {
  const text = (await r.text()).slice(0, 2000);
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'string') return body;
    if (body !== null && typeof body === 'object') {
      const o = body as Record<string, unknown>;
      for (const key of ['error', 'message', 'detail', 'title']) if (typeof o[key] === 'string') return o[key];
    }
  } catch {
    // Not JSON: a proxy's page or plain text.
  }
  return /^\s*</.test(text) ? '' : text.trim();
}

async function call(path: string, init: RequestInit): Promise<Response> {
  let r: Response;
  try {
    r = await fetch(address(path), init);
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError(0, 'The server cannot be reached.', path);
  }
  if (!r.ok) throw new ApiError(r.status, await reason(r), path);
  return r;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const r = await call(path, { signal: signal ?? null, headers: { Accept: 'application/json' } });
  return (await r.json()) as T;
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const r = await call(path, { method: 'POST', signal: signal ?? null, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return (await r.json()) as T;
}

export async function remove(path: string): Promise<void> {
  await call(path, { method: 'DELETE' });
}

/** Prometheus wraps its answers. */
export async function getData<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await get<{ status: string; data: T }>(path, signal);
  return answer.data;
}
