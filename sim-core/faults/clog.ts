import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { describeLinks, type LinkSelection } from './links.ts';

export interface ClogTypes<Name extends string> {
  /** Links, `{}` for all, hold back what arrives until the fault ends, and then let all of it go in order. */
  form: { readonly clog: LinkSelection<Name>; readonly for: FaultLength };
  strike: Strike<Name>;
}

interface PlannedClog {
  readonly links: readonly number[];
  readonly label: string;
}

export const clog: FaultKind<ClogTypes<string>['form'], PlannedClog, Strike<string>> = {
  keys: ['for'],
  glyph: 'clog',
  plan: (form, { links, endOf }) => ({
    links: links(form.clog, 'clog'),
    label: `clog ${describeLinks(form.clog)}`,
    until: endOf(form.for),
  }),
  begin: ({ links, label }, world, name) => world.disturb(name, { links, held: true }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ links, label }) => ({ label, links, stops: 'clogged', strain: { delay: Infinity } }),
  nemesis: {
    keys: [],
    lasts: true,
    usual: ({ names }) => (names.length > 1 ? {} : undefined),
    draw(_strike, { pick, lasts, random }) {
      const node = pick();
      return { clog: random.chance(0.5) ? { from: [node] } : { to: [node] }, for: lasts() };
    },
  },
};
