import type { ReactElement } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';

/**
 * Leads from `/sbom` to its first tab and keeps the query, which Backstage's
 * own redirect drops: `/sbom?q=undici` is an answer.
 */
export function SearchFirst(props: { children: ReactElement }) {
  const { search } = useLocation();
  return (
    <Routes>
      <Route
        index
        element={<Navigate to={{ pathname: 'search', search }} replace />}
      />
      <Route path="*" element={props.children} />
    </Routes>
  );
}
