import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.TOCSIN_API ?? 'http://127.0.0.1:9090';

/** Puts the boot script into the page: it must run before the router, and the server allows exactly this text by its hash. */
function inlineBoot(): Plugin {
  return {
    name: 'tocsin-inline-boot',
    transformIndexHtml: html =>
      html.replace('<!--boot-->', () => `<script>${readFileSync(here('src/boot/boot.js'), 'utf8').replaceAll('\r\n', '\n').trim()}</script>`),
  };
}

/** Writes .br and .gz beside each text file once, so that the server never compresses: plain HTTP gets gzip, HTTPS brotli. */
function precompress(): Plugin {
  let out = '';
  return {
    name: 'tocsin-precompress',
    apply: 'build',
    configResolved: config => {
      out = config.build.outDir;
    },
    closeBundle: () => {
      const dir = here(out);
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        // The page itself is written anew for every request.
        if (!entry.isFile() || !/\.(js|css|svg|md)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const text = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }),
        );
      }
    },
  };
}

export default defineConfig({
  // Relative, so that one build works under every route prefix; the server writes the <base href>.
  base: './',
  plugins: [react(), inlineBoot(), precompress()],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: api, changeOrigin: true } } },
  test: { include: ['tests/unit/**/*.test.{ts,tsx}'], environment: 'node' },
});
