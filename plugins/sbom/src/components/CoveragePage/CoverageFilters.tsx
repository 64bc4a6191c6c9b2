import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FilterRow,
  FilterSelect,
} from '@waymark/backstage-plugin-waymark-react';
import { useFilterOptions } from '../../hooks/useFilterOptions';
import { headKey } from '../../lib/states';
import { sbomTranslationRef } from '../../translation';
import { type CoverageUrl, defaultHead } from './query';

const heads = [
  defaultHead,
  { slot: 'image', channel: 'main' },
  { slot: 'source', channel: 'deployed:prod' },
  { slot: 'image', channel: 'deployed:prod' },
];

/** Which services are counted, and which of their heads. */
export function CoverageFilters(props: {
  values: CoverageUrl;
  onChange: (change: CoverageUrl) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const options = useFilterOptions();
  const { values, onChange } = props;
  const filter = (
    name: 'owner' | 'system' | 'lifecycle' | 'tier',
    choices: { value: string; label: string }[],
  ) => (
    <FilterSelect
      label={t(`filter.${name}`)}
      value={values[name]}
      options={choices}
      onChange={value => onChange({ [name]: value })}
    />
  );
  return (
    <FilterRow>
      {filter('owner', options.owners)}
      {filter('system', options.systems)}
      {filter('lifecycle', options.lifecycles)}
      {filter('tier', options.tiers)}
      <span className="end">
        <FilterSelect
          label={t('filter.slot')}
          all={false}
          value={values.head ?? headKey(defaultHead)}
          options={heads.map(head => ({
            value: headKey(head),
            label: t('head.name', head),
          }))}
          onChange={head =>
            onChange({ head: head === headKey(defaultHead) ? undefined : head })
          }
        />
      </span>
    </FilterRow>
  );
}
