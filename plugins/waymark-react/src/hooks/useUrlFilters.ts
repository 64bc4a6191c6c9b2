import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * State that lives in the URL's query, so that a page can be linked to as it
 * stands. A value that is empty is left out of the URL; parameters that are
 * not named stay as they are. Changes replace the history entry.
 *
 * @param names - the parameters; pass a constant
 * @public
 */
export function useUrlFilters<N extends string>(
  names: readonly N[],
): [
  Partial<Record<N, string>>,
  (change: Partial<Record<N, string | undefined>>) => void,
] {
  const [params, setParams] = useSearchParams();
  const values = useMemo(() => {
    const result: Partial<Record<N, string>> = {};
    for (const name of names) {
      const value = params.get(name);
      if (value) {
        result[name] = value;
      }
    }
    return result;
  }, [names, params]);
  const change = useCallback(
    (next: Partial<Record<N, string | undefined>>) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(next)) {
            if (value) {
              after.set(name, String(value));
            } else {
              after.delete(name);
            }
          }
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [values, change];
}
