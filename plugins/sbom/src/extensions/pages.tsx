import {
  PageBlueprint,
  SubPageBlueprint,
  coreExtensionData,
} from '@backstage/frontend-plugin-api';
import { SearchFirst } from '../components/SearchPage/SearchFirst';
import { SbomIcon } from '../components/SbomIcon/SbomIcon';
import { coverageRouteRef, rootRouteRef, searchRouteRef } from '../routes';

/** `/sbom`, with an entry in the sidebar. */
export const sbomPage = PageBlueprint.makeWithOverrides({
  factory(original) {
    const page = original({
      path: '/sbom',
      title: 'SBOM',
      icon: <SbomIcon />,
      routeRef: rootRouteRef,
    });
    const element = page.get(coreExtensionData.reactElement);
    return [
      ...Array.from(page).filter(
        ({ id }) => id !== coreExtensionData.reactElement.id,
      ),
      coreExtensionData.reactElement(<SearchFirst>{element}</SearchFirst>),
    ];
  },
});

/** "Who ships this?" */
export const searchSubPage = SubPageBlueprint.make({
  name: 'search',
  attachTo: { id: 'page:sbom', input: 'pages' },
  params: {
    path: 'search',
    title: 'Search',
    routeRef: searchRouteRef,
    loader: () =>
      import('../components/SearchPage/SearchPage').then(m => <m.SearchPage />),
  },
});

/** "Which services have a fresh BOM?" */
export const coverageSubPage = SubPageBlueprint.make({
  name: 'coverage',
  attachTo: { id: 'page:sbom', input: 'pages' },
  params: {
    path: 'coverage',
    title: 'Coverage',
    routeRef: coverageRouteRef,
    loader: () =>
      import('../components/CoveragePage/CoveragePage').then(m => (
        <m.CoveragePage />
      )),
  },
});
