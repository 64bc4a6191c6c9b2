import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { useUrlFilters } from './useUrlFilters';

const names = ['owner', 'q'] as const;

const wrapper = (props: { children: ReactNode }) => (
  <MemoryRouter
    initialEntries={['/?owner=a&other=1']}
    future={{ v7_startTransition: true, v7_relativeSplatPath: true }}
  >
    {props.children}
  </MemoryRouter>
);

function setUp() {
  return renderHook(
    () => {
      const [values, change] = useUrlFilters(names);
      return { values, change, search: useLocation().search };
    },
    { wrapper },
  );
}

it('reads what the URL names', () => {
  expect(setUp().result.current.values).toEqual({ owner: 'a' });
});

it('writes values, drops empty ones and leaves the others', () => {
  const { result } = setUp();
  act(() => result.current.change({ owner: undefined, q: 'undici@<6' }));
  expect(result.current.values).toEqual({ q: 'undici@<6' });
  expect(result.current.search).toBe('?other=1&q=undici%40%3C6');
});
