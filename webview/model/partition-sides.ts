/** Which nodes a partition separates: for each node the number of its side, or -1 where it takes no part. */
export interface PartitionSides {
  readonly sideOf: readonly number[];
  /** Side 0 cannot reach side 1, while the way back is open. */
  readonly oneWay: boolean;
}

const ONE_WAY = ' cannot reach ';

/**
 * Reads the sides out of how the trace names a partition: `a, b | c` or `a cannot reach b, c`.
 * Undefined when it cannot be read with certainty: then the text alone must do.
 */
export function partitionSides(label: string, nodes: readonly string[]): PartitionSides | undefined {
  const oneWay = label.includes(ONE_WAY);
  const groups = label.split(oneWay ? ONE_WAY : ' | ').map((group) => group.split(', '));
  if (groups.length < 2 || (oneWay && groups.length > 2)) return undefined;
  const sideOf = nodes.map(() => -1);
  for (const [side, group] of groups.entries()) {
    for (const name of group) {
      const node = nodes.indexOf(name);
      if (node < 0) return undefined;
      sideOf[node] = side;
    }
  }
  return { sideOf, oneWay };
}
