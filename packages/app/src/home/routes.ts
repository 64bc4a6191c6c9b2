import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

export const rootRouteRef = createRouteRef();

/** Where packages are searched, when the portal has such a page. */
export const searchRouteRef = createExternalRouteRef({
  defaultTarget: 'sbom.search',
});

/** Where coverage is shown, when the portal has such a page. */
export const coverageRouteRef = createExternalRouteRef({
  defaultTarget: 'sbom.coverage',
});
