import { importsOf, type SourceText } from './imports.ts';
import type { Rooms } from './rooms.ts';

/**
 * What is wrong with who knows whom in these files, as sentences; empty when all is well. It reads nothing
 * but its arguments, so that the rules can be tried on files that break them.
 */
export function complaintsAbout(files: readonly SourceText[], rooms: Rooms, debt: Readonly<Record<string, string>> = {}): string[] {
  const complaints: string[] = [];
  const owed = new Set<string>();
  for (const file of files) {
    const room = roomOf(file.path, rooms);
    if (room === undefined) {
      complaints.push(`${file.path} lies in no room: put it into one, or say in test/house/rooms.ts whom the new room may know`);
      continue;
    }
    for (const target of importsOf(file)) {
      if (mayKnow(room, target, rooms)) continue;
      const breach = `${file.path} knows ${target}`;
      if (breach in debt) owed.add(breach);
      else complaints.push(`${breach}, which ${room} may not`);
    }
  }
  const paid = Object.keys(debt).filter((breach) => !owed.has(breach));
  return [...complaints, ...paid.map((breach) => `DEBT lists "${breach}", which is no longer so: take it off`)];
}

/** The room with the longest name that a file lies below, or that is the file itself. */
function roomOf(path: string, rooms: Rooms): string | undefined {
  return Object.keys(rooms)
    .filter((room) => path === room || (room.endsWith('/') && path.startsWith(room)))
    .sort((a, b) => b.length - a.length)[0];
}

function mayKnow(room: string, target: string, rooms: Rooms): boolean {
  const { knows, packages = [] } = rooms[room]!;
  const itsRoom = roomOf(target, rooms);
  if (itsRoom === room) return true;
  const within = (place: string): boolean => {
    if (place.endsWith('/**')) return target.startsWith(place.slice(0, -2));
    if (!place.endsWith('/')) return target === place;
    // A folder that is a room stands for itself, not for the rooms inside of it.
    return place in rooms ? itsRoom === place : target.startsWith(place);
  };
  return knows.some(within) || packages.some((name) => (name.endsWith('*') ? target.startsWith(name.slice(0, -1)) : target === name));
}
