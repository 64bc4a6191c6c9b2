/**
 * Round numbers from 0 to at most `max`, evenly apart: steps of 1, 2 or 5
 * times a power of ten.
 *
 * @param max - of at least 0
 * @param count - about how many steps there shall be
 * @public
 */
export function niceTicks(max: number, count = 4): number[] {
  if (!(max > 0)) {
    return [0];
  }
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find(step => step * power >= rough) ?? 10;
  const step = factor * power;
  // Half a step's tolerance in the last digit: 3 × 0.1 is not 0.3.
  const steps = Math.floor(max / step + 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}
