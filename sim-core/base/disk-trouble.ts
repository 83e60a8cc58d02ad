/** What a disk does not do that it says it has done. */
export type DiskTrouble = 'lyingSync' | 'lostWrites' | 'misdirectedWrites';
