import type { Plugin } from 'esbuild';

export const sequenceOnly: Plugin;
