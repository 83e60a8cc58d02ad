/** What a disk does not do that it says it has done, and what it says that it can't do: in a sync, a write and a read. */
export type DiskTrouble = 'lyingSync' | 'lostWrites' | 'misdirectedWrites' | 'tornWrites' | 'failedSync' | 'diskFull' | 'readErrors';
