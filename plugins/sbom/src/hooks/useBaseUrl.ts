import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useData } from '@waymark/backstage-plugin-waymark-react';

/** Where the SBOM API answers; undefined until discovery has told. */
export function useBaseUrl(): string | undefined {
  const discovery = useApi(discoveryApiRef);
  return useData('sbom', () => discovery.getBaseUrl('sbom')).data;
}
