import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PackagePage } from '@waymark/backstage-plugin-sbom-common';
import { Note, TextLink } from '@waymark/backstage-plugin-waymark-react';
import { coverageRouteRef } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import type { SearchFilterValues } from './query';

/** What the answer stands on: who was not asked, and who answered long ago. */
export function BasisNote(props: {
  basis: PackagePage['basis'];
  filters: SearchFilterValues;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const coverage = useRouteRef(coverageRouteRef);
  const { services, fresh, stale, none } = props.basis;
  const { owner, system, lifecycle } = props.filters;
  const same = Object.entries({ owner, system, lifecycle, list: 'all' });
  const query = new URLSearchParams(
    same.filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const sentences = [
    t('search.basis', { covered: fresh + stale, count: services }),
    none > 0 && t('search.basisNone', { count: none }),
    stale > 0 && t('search.basisStale', { count: stale }),
  ];
  return (
    <Note
      on="page"
      state={none + stale > 0 ? 'stale' : 'pass'}
      action={
        coverage &&
        none + stale > 0 && (
          <TextLink to={`${coverage()}?${query}`}>
            {t('search.basisLink', { count: none + stale })}
          </TextLink>
        )
      }
    >
      {sentences.filter(Boolean).join(' ')}
    </Note>
  );
}
