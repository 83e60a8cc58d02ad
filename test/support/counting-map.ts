/** A Map that tells of each entry that is read of it. */
export function countingMap<Key, Value>(entries: Iterable<readonly [Key, Value]>, onRead: () => void): Map<Key, Value> {
  const map = new Map(entries);
  const walk = map.entries.bind(map);
  map.entries = () => {
    const iterator = walk();
    const next = iterator.next.bind(iterator);
    iterator.next = () => (onRead(), next());
    return iterator;
  };
  map[Symbol.iterator] = map.entries;
  return map;
}
