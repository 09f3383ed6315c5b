import './look/index.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ApiError } from './api/http';
import { App } from './app/App';
import { applyDensity } from './app/settings';
import { startLive } from './live/useLive';
import { cssVariablesResolver, theme } from './look/theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retryDelay: 1000,
      // What the server refused it refuses again; only a broken connection is tried once more.
      retry: (times, error) => times < 1 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
});
startLive(client);
applyDensity();

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <BrowserRouter basename={new URL(document.baseURI).pathname.replace(/\/$/, '') || '/'}>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
