// Starts the system's Chromium (CHROMIUM, default /usr/bin/chromium) and the made-up server over the built UI.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path => fileURLToPath(new URL(path, import.meta.url));

export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The server of dev/ on a free port; `extra` are its options. */
export async function startServer(...extra) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(process.execPath, [here('../../dev/server.mjs'), '--port', String(port), '--dist', here('../../../wwwroot'), ...extra], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((ready, failed) => {
    child.stdout.once('data', ready);
    child.once('exit', failed);
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

export const schemes = ['light', 'dark'];
export const sizes = { desk: { width: 1366, height: 860 }, phone: { width: 390, height: 844 } };

export async function openPage(browser, url, scheme, size) {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    deviceScaleFactor: size === 'phone' ? 2 : 1,
    hasTouch: size === 'phone',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  const errors = [];
  page.on('console', m => m.type() === 'error' && errors.push(m.text()));
  page.on('pageerror', e => errors.push(String(e)));
  await page.goto(url);
  // The event stream never ends, so the network is never idle.
  await page.waitForSelector('main h1');
  await page.waitForTimeout(500);
  return { page, context, errors };
}
