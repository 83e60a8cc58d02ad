import { relative } from 'node:path';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { divergenceText } from '../divergence.ts';
import type { ScenarioDescription, SourceLocation, SweepReport } from '../protocol.ts';
import { runCommand } from './reproduction.ts';

/** A sweep as GitHub's workflow commands, which mark the lines of the properties that did not hold, or of the handler that threw. */
export function githubLines(report: SweepReport, { properties }: Pick<ScenarioDescription, 'properties'>): string[] {
  const { file, scenario, failures, divergence, seeds } = report;
  const lines = report.properties
    .filter(({ verdict }) => verdict !== 'held')
    .map(({ name, verdict, because }) => {
      const first = failures.find(({ property }) => property === name);
      const place = first?.location ?? properties.find((property) => property.name === name)?.location;
      const reproduce = first ? `\nReproduce: ${runCommand(file, { ...report, strategy: first.strategy }, first.seed)}` : '';
      const title = `${scenario}: ${verdict}: ${sentenceOf(name)}`;
      return annotation(
        verdict === 'violated' ? 'error' : 'warning',
        title,
        `${because ?? `${verdict} in ${seeds.run} seeds.`}${reproduce}`,
        place ?? { file },
      );
    });
  if (divergence) lines.push(annotation('error', `${scenario}: not deterministic`, divergenceText(divergence), { file }));
  return lines;
}

function annotation(
  level: 'error' | 'warning',
  title: string,
  message: string,
  place: Pick<SourceLocation, 'file'> & Partial<SourceLocation>,
): string {
  const properties = {
    // Annotations are matched by path from the root of the workspace.
    file: relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), place.file),
    line: place.line,
    col: place.column,
    title,
  };
  const written = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`],
  );
  return `::${level} ${written.join(',')}::${data(message)}`;
}

/** As the runner of workflows reads it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
