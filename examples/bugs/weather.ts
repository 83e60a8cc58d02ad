import type { Nemesis } from 'backstep';

/** What happens to machines and links where servers agree with each other: one weather for all of them, tuned for none. */
export const weather = {
  crash: { every: '800ms', for: ['50ms', '800ms'] },
  partition: { every: '800ms', for: ['100ms', '1s'] },
  pause: { every: '2s', for: ['50ms', '600ms'] },
  delay: { every: '2s', for: ['100ms', '1s'], by: ['10ms', '200ms'] },
  loss: { every: '2s', for: ['100ms', '1s'], probability: 0.3 },
  duplicate: { every: '2s', for: ['100ms', '1s'], probability: 0.3 },
} as const satisfies Nemesis<string>;
