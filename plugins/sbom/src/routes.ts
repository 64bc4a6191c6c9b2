import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The page "SBOM". */
export const rootRouteRef = createRouteRef();

/** Its tab "Search". */
export const searchRouteRef = createRouteRef();

/** Its tab "Coverage". */
export const coverageRouteRef = createRouteRef();

/** Where the SBOM tab lies below an entity's page. */
export const ENTITY_TAB_PATH = '/sbom';
