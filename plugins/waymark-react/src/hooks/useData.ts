import { useCallback, useEffect, useState } from 'react';

/**
 * What a request has come to. While a newer request runs, `data` keeps the
 * last answer, so that nothing on the page jumps.
 *
 * @public
 */
export interface DataState<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  /** Asks again. */
  retry(): void;
}

interface Answer<T> {
  key: string | undefined;
  data?: T;
  error?: unknown;
}

/**
 * Runs a request whenever `key` changes and gives up the one before it.
 *
 * @param key - names what is asked for; undefined asks for nothing
 * @param load - the request; it must depend on nothing that `key` leaves out
 * @public
 */
export function useData<T>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
): DataState<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ key: undefined });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const controller = new AbortController();
    load(controller.signal).then(
      data => controller.signal.aborted || setAnswer({ key, data }),
      error => controller.signal.aborted || setAnswer({ key, error }),
    );
    return () => controller.abort();
    // `load` is new on each render; `key` says when it differs.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, attempt]);
  const retry = useCallback(() => {
    setAnswer(last => ({ ...last, key: undefined, error: undefined }));
    setAttempt(n => n + 1);
  }, []);
  return {
    data: answer.data,
    error: answer.key === key ? answer.error : undefined,
    loading: key !== undefined && answer.key !== key,
    retry,
  };
}
