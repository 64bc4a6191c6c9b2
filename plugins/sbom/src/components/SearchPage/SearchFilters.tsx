import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  CopyButton,
  FilterRow,
  FilterSelect,
} from '@waymark/backstage-plugin-waymark-react';
import { useFilterOptions } from '../../hooks/useFilterOptions';
import { sbomTranslationRef } from '../../translation';
import { CsvButton } from './CsvButton';
import type { SearchFilterValues } from './query';

/** Package types of the purl specification that BOMs commonly hold. */
const ecosystems = [
  'npm',
  'maven',
  'pypi',
  'golang',
  'nuget',
  'gem',
  'composer',
  'cargo',
  'deb',
  'apk',
  'rpm',
  'oci',
  'github',
  'generic',
].map(value => ({ value, label: value }));

/** What narrows the search, and what can be done with its answer. */
export function SearchFilters(props: {
  values: SearchFilterValues;
  onChange: (change: SearchFilterValues) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const options = useFilterOptions();
  const { values, onChange } = props;
  const where = [
    { value: 'main', label: 'main' },
    { value: 'deployed:prod', label: 'deployed:prod' },
    { value: 'main,deployed:prod', label: t('filter.mainAndDeployed') },
  ];
  const filter = (
    name: Exclude<keyof SearchFilterValues, 'q'>,
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
      {filter('where', where)}
      {filter('ecosystem', ecosystems)}
      <span className="end">
        <CopyButton text={window.location.href} size="medium">
          {t('search.copyLink')}
        </CopyButton>
        <CsvButton filters={values} />
      </span>
    </FilterRow>
  );
}
