import { useEffect, useState } from 'react';

/**
 * A value once it has rested.
 *
 * @param ms - how long it must stay the same, in milliseconds
 * @public
 */
export function useDebounced<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}
