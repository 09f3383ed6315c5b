import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const built = new URL('../../../wwwroot/', import.meta.url);
const page = new URL('index.html', built);

/** KB over the wire with gzip. */
const size = (path: string) => statSync(new URL(`${path}.gz`, built)).size / 1024;

describe.skipIf(!existsSync(page))('the built UI', () => {
  const first = existsSync(page) ? [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(m => m[1]!) : [];

  it('needs at most 195 KB for the first view of the alerts', () => {
    expect(first.length).toBeGreaterThan(1);
    expect(first.reduce((sum, path) => sum + size(path), 0)).toBeLessThanOrEqual(195);
  });
});
