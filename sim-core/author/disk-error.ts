import { freezeMethods } from '../base/freeze-methods.ts';

/** Which error of the operating system it is: the disk does not do what it was asked for, or is full. */
export type DiskErrorCode = 'EIO' | 'ENOSPC';

/**
 * What `self.disk` throws when its disk fails and says so. Who does not catch it dies of it, as of any other error.
 *
 * ```ts
 * try {
 *   self.disk.sync();
 * } catch (error) {
 *   if (!(error instanceof DiskError)) throw error;
 *   state.isDurable = false;
 * }
 * ```
 */
export class DiskError extends Error {
  readonly code: DiskErrorCode;
  /** What was called. */
  readonly operation: 'write' | 'read' | 'sync';
  /** The key that it was called with; undefined for a sync. */
  readonly key: string | undefined;

  constructor(message: string, { code, operation, key }: Pick<DiskError, 'code' | 'operation' | 'key'>) {
    super(message);
    this.name = 'DiskError';
    this.code = code;
    this.operation = operation;
    this.key = key;
  }
}

freezeMethods(DiskError.prototype);
