import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  FilterSelect,
  entityName,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsTranslationRef } from '../translation';

/** What fleet-wide pages are filtered by, in the URL. */
export const filterNames = ['owner', 'lifecycle'] as const;

type Values = Partial<Record<(typeof filterNames)[number], string>>;

/** Owner and lifecycle, with the values that the catalog has. */
export function ScorecardFilters(props: {
  values: Values;
  onChange: (change: Values) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const catalog = useApi(catalogApiRef);
  const facets = useData('facets', () =>
    catalog.getEntityFacets({
      filter: { kind: 'Component' },
      facets: ['relations.ownedBy', 'spec.lifecycle'],
    }),
  );
  const options = (facet: string, labelOf: (value: string) => string) =>
    (facets.data?.facets[facet] ?? [])
      .map(({ value }) => ({ value, label: labelOf(value) }))
      .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <>
      <FilterSelect
        label={t('filter.owner')}
        value={props.values.owner}
        options={options('relations.ownedBy', entityName)}
        onChange={owner => props.onChange({ owner })}
      />
      <FilterSelect
        label={t('filter.lifecycle')}
        value={props.values.lifecycle}
        options={options('spec.lifecycle', value => value)}
        onChange={lifecycle => props.onChange({ lifecycle })}
      />
    </>
  );
}
