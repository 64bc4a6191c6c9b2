import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * The width of an element in pixels, as it changes, so that a drawing can
 * keep its text at one size.
 *
 * @param initial - until it is measured, and where nothing measures
 */
export function useWidth<E extends Element>(
  initial: number,
): [RefObject<E>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width > 0) {
        setWidth(Math.round(entry.contentRect.width));
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
