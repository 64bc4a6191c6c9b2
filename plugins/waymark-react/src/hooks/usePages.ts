import { useRef, useState } from 'react';
import { type DataState, useData } from './useData';

/**
 * One page of a list, as our APIs answer it.
 *
 * @public
 */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * Rows that were fetched so far, and the way to more.
 *
 * @public
 */
export interface Pages<P extends Page<unknown>> {
  items: P['items'];
  more: boolean;
  /** The page that came last, for what it says beside its rows. */
  last: P;
}

/**
 * A list that grows page by page. What was loaded stays while the next page
 * is on its way.
 *
 * @param key - names the list; undefined asks for nothing
 * @param load - one page of it
 * @public
 */
export function usePages<P extends Page<unknown>>(
  key: string | undefined,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
): DataState<Pages<P>> & { showMore: () => void } {
  const loaded = useRef<{ key: string; items: P['items']; cursor?: string }>();
  const [asked, setAsked] = useState({ key, pages: 1 });
  const count = asked.key === key ? asked.pages : 1;
  const state = useData(key && `${key} ${count}`, async signal => {
    const before =
      count > 1 && loaded.current?.key === key ? loaded.current : undefined;
    const last = await load(before?.cursor, signal);
    const items = [...(before?.items ?? []), ...last.items];
    if (!signal.aborted) {
      const cursor = last.nextCursor ?? undefined;
      loaded.current = { key: key!, items, cursor };
    }
    return { items, more: last.nextCursor !== null, last };
  });
  return { ...state, showMore: () => setAsked({ key, pages: count + 1 }) };
}
