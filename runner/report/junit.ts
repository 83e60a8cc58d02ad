import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { countOf, sentenceOf } from '../../sim-core/base/verdict.ts';
import { divergenceText } from '../divergence.ts';
import type { SweepReport } from '../protocol.ts';
import { runCommand } from './reproduction.ts';

/**
 * Sweeps as JUnit's XML, which test dashboards read: a suite for each scenario, a case for each property. What was violated is
 * a failure; what is unknown, unavailable or vacuous is one too, because it does not count as held; what is not deterministic is an error.
 */
export function junit(reports: readonly SweepReport[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {}, reports.map(suite))}\n`;
}

function suite(report: SweepReport): string {
  const { id, scenario, properties, seeds, wallSeconds, divergence, file } = report;
  const failing = properties.filter(({ verdict }) => verdict !== 'held');
  const cases = properties.map(({ name, kind, verdict, because, counts }) => {
    const violated = report.failures.filter(({ property }) => property === name);
    const [first] = violated;
    const details = [
      ...(because === undefined ? [] : [because]),
      ...(first
        ? [seedsText(violated, seeds.run), `Reproduce: ${runCommand(file, { ...report, strategy: first.strategy }, first.seed)}`]
        : []),
    ].join('\n');
    const message = asksManyRuns(kind)
      ? `reached in ${counts.held} of ${seeds.run} seeds`
      : `${verdict} (${countOf(counts, verdict)} of ${seeds.run} seeds)`;
    const failure = verdict === 'held' ? [] : [element('failure', { message, type: verdict }, [escaped(details)])];
    return element('testcase', { classname: scenario, name: `${kind} ${sentenceOf(name)}` }, failure);
  });
  const errors = divergence
    ? [
        element('testcase', { classname: scenario, name: 'is deterministic' }, [
          element('error', { message: divergenceText(divergence), type: 'divergence' }, []),
        ]),
      ]
    : [];
  const count = { tests: properties.length + errors.length, failures: failing.length, errors: errors.length, skipped: 0 };
  return element('testsuite', { name: `${scenario} (${id})`, ...count, time: wallSeconds.toFixed(3) }, [...cases, ...errors]);
}

/** How many seeds violate a property, and the first of them. */
function seedsText(violated: SweepReport['failures'], run: number): string {
  const first = violated.slice(0, 20).map(({ seed }) => seed);
  return `${violated.length} of ${run} seeds: ${first.join(', ')}`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`);
  const inner = content.join('\n');
  return inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>\n${inner}\n</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no way to write most control characters and no lone surrogates, so that they become the replacement character. */
function escaped(text: string): string {
  return text.replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD').replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
