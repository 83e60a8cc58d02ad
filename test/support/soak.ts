/**
 * How many times as long as usual the tests look that draw scenarios or sweep seeds: `SOAK=4 npm test`. The usual
 * run is short enough for every change; what takes patience is looked for by a longer one.
 */
export const SOAK = Number(process.env['SOAK'] ?? 1);

/** What the drawn tests draw from, to look elsewhere: `SOAK_SEED=2 npm test`. */
export const SOAK_SEED = Number(process.env['SOAK_SEED'] ?? 1);

/** The seeds over which an example that defends must hold: 500 usually, and with `SOAK=4` the 2,000 that examples promise. */
export const HELD_SEEDS = Math.min(2_000, 500 * SOAK);
