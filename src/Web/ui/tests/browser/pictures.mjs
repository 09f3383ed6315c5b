// node tests/browser/pictures.mjs DIR [PAGE…]: photographs the pages in both schemes, on a desk and on a phone.
import { mkdirSync } from 'node:fs';
import { openBrowser, openPage, schemes, sizes, startServer } from './browser.mjs';
import { pages } from './pages.mjs';

const [dir = 'pictures', ...wanted] = process.argv.slice(2);
mkdirSync(dir, { recursive: true });
const server = await startServer();
const browser = await openBrowser();
for (const [name, path] of Object.entries(await pages(server.url)))
  for (const scheme of schemes)
    for (const size of Object.keys(sizes)) {
      const id = `${name}-${size}-${scheme}`;
      if (wanted.length > 0 && !wanted.some(w => id.includes(w))) continue;
      const { page, context, errors } = await openPage(browser, server.url + path, scheme, size);
      await page.screenshot({ path: `${dir}/${id}.png` });
      if (errors.length > 0) console.log(id, errors);
      await context.close();
    }
await browser.close();
server.stop();
