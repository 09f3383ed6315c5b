import { expect, test } from 'vitest';
import type { Incident } from '../../src/model/explain';
import { happenings } from '../../src/timeline/happenings';

const incident: Incident = {
  from: '2026-03-02T10:00:00.000Z',
  until: '2026-03-02T11:00:00.000Z',
  alerts: [
    {
      fingerprint: 'a',
      labels: { alertname: 'Lag' },
      spans: [
        { from: '2026-03-02T10:00:00.000Z', until: '2026-03-02T10:20:00.000Z' },
        { from: '2026-03-02T10:30:00.000Z', until: null },
      ],
    },
  ],
  notifications: [],
  silences: [],
  complete: true,
};

test('what fired before has an end and no begin', () => {
  expect(happenings(incident).map(h => [new Date(h.at).toISOString().slice(11, 16), h.ended ?? false])).toEqual([
    ['10:30', false],
    ['10:20', true],
  ]);
});
