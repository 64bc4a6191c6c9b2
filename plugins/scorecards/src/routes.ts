import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The page "Scorecards". */
export const rootRouteRef = createRouteRef();

/** Its tab "Overview". */
export const overviewRouteRef = createRouteRef();

/** Its tab "Services". */
export const servicesRouteRef = createRouteRef();

/** Its tab "Rules". */
export const rulesRouteRef = createRouteRef();

/** Its tab "Exceptions". */
export const exceptionsRouteRef = createRouteRef();

/** Where the tab lies below an entity's page. */
export const ENTITY_TAB_PATH = '/scorecard';
