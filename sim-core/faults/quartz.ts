/** Where the tuning fork of a watch crystal swings at its nominal frequency, in degrees Celsius. */
const TURNOVER = 25;
/** How many parts per million slower for each square of a degree away from there. */
const CURVATURE = -0.034;

/**
 * How many parts per million fast a 32.768 kHz tuning-fork quartz runs at a temperature in degrees Celsius: a
 * parabola, so that heat and cold both slow it down. The data sheets of these crystals say -0.034 ppm for each
 * square of a degree around 25 °C (Epson FC-135, Citizen CFS-206, Abracon ABS25).
 */
export function quartzDrift(temperature: number): number {
  const away = temperature - TURNOVER;
  // A zero that is negative would be told as one.
  return away === 0 ? 0 : CURVATURE * away * away;
}
