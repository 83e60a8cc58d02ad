import { node, type NoMessage, type Self } from 'backstep';

export type Told = readonly [at: number, what: string, ...rest: unknown[]];

/** A client that does at each time what it is told: `[10, 'write', 1]` invokes, `[20, 'ok', 'write']` ends it. */
export function client(...script: readonly Told[]) {
  return node<NoMessage>()<{ ids: Record<string, number> }, string>({
    init(self) {
      for (const [index, [at]] of script.entries()) self.setTimer(`step${index}`, at);
      return { ids: {} };
    },
    on: {},
    timers: Object.fromEntries(
      script.map(([, what, ...rest], index) => [
        `step${index}`,
        (state: { ids: Record<string, number> }, self: Pick<Self, 'invoke' | 'complete' | 'fail' | 'info'>) => {
          if (what === 'ok') self.complete(state.ids[rest[0] as string]!, rest[1]);
          else if (what === 'fail') self.fail(state.ids[rest[0] as string]!);
          else if (what === 'info') self.info(state.ids[rest[0] as string]!);
          else state.ids[what] = self.invoke(what, rest[0]);
        },
      ]),
    ),
  });
}
