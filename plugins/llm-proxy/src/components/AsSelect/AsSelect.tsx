import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FilterSelect } from '@waymark/backstage-plugin-waymark-react';
import { useOwn } from '../../hooks/useOwn';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';

/** The parameter of the URL that says for whom a page speaks. */
export const asNames = ['as'] as const;

const SELF = 'self';

/** Oneself, or one of the services that one answers for. */
export function AsSelect(props: {
  /** Ref of a service; undefined for oneself. */
  value: string | undefined;
  onChange: (service: string | undefined) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { services } = useOwn();
  const { value } = props;
  const known = services.some(option => option.value === value);
  const options = [
    { value: SELF, label: t('as.self') },
    ...services,
    ...(value && !known ? [{ value, label: shortName(value) }] : []),
  ];
  return (
    <FilterSelect
      label={t('as.label')}
      all={false}
      value={value ?? SELF}
      options={options}
      onChange={next => props.onChange(next === SELF ? undefined : next)}
    />
  );
}
