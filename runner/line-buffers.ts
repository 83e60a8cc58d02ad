import type { LineColumns } from './protocol.ts';

/** The order in which the columns of lines leave the sandbox. */
export const LINE_BUFFERS = ['begins', 'lengths', 'sites', 'calls', 'events'] as const satisfies readonly (keyof LineColumns)[];
