/** What there is to say of a kind of property, besides how it is judged. */
export interface PropertyKindRow {
  /** Whether every run has to answer it, or it is a question to many runs, which one of them may answer. */
  readonly asks: 'each run' | 'many runs';
  /** What has happened when it is violated. */
  readonly violation: string;
  /** Whether it may be false for a while before that counts. */
  readonly waits: boolean;
  /** Why it is violated, where the author's property says no more than false. */
  readonly because: string;
}

/** All kinds of property. A new one has its row here, and the compiler then demands its judge. */
export const PROPERTY_KINDS = {
  safety: { asks: 'each run', violation: 'Safety violated', waits: false, because: 'The property returned false.' },
  liveness: { asks: 'each run', violation: 'Deadline missed', waits: true, because: 'The property stayed false.' },
  sometimes: { asks: 'many runs', violation: 'Never reached', waits: false, because: 'The property returned false.' },
} as const satisfies Readonly<Record<string, PropertyKindRow>>;

export type PropertyKind = keyof typeof PROPERTY_KINDS;

/** What has happened when a property is violated. A promise may be broken without a deadline, by a loop in which it is never kept. */
export function violationText({ kind, deadline }: { readonly kind: PropertyKind; readonly deadline?: unknown }): string {
  return PROPERTY_KINDS[kind].waits && deadline === undefined ? 'Never kept' : PROPERTY_KINDS[kind].violation;
}

/** Whether a property is a question to many runs, so that one alone neither passes nor fails by it. */
export function asksManyRuns(kind: PropertyKind): boolean {
  return PROPERTY_KINDS[kind].asks === 'many runs';
}
