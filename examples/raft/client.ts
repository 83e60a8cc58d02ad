import { workload } from 'backstep';
import type { Increment } from './server.ts';

/** The servers that a client knows of. */
export const servers = ['s1', 's2', 's3', 's4', 's5'] as const;

/**
 * Increments the replicated counter, one request after the other, each until it is answered. It stays with
 * whom it takes for the leader; the request, its answer or the leader may be lost, and then it asks anybody.
 */
export const client = workload<Increment>()({
  to: servers,
  sticky: true,
  think: { min: '50ms', max: '250ms' },
  timeout: '400ms',
  operations: {
    increment: { outcome: (reply) => (reply.type === 'redirect' ? { ask: reply.leader } : { ok: reply.count }) },
  },
});
