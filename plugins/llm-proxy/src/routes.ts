import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The page "LLM". */
export const rootRouteRef = createRouteRef();

/** Its tab "Use". */
export const ownUseRouteRef = createRouteRef();

/** Its tab "Budgets". */
export const budgetsRouteRef = createRouteRef();

/** Its tab "Models". */
export const modelsRouteRef = createRouteRef();

/** Its tab "Denials". */
export const denialsRouteRef = createRouteRef();
