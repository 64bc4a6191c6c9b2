import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TextField from '@mui/material/TextField';
import {
  FilterRow,
  FilterSelect,
  useDebounced,
} from '@waymark/backstage-plugin-waymark-react';
import { useEffect, useState } from 'react';
import { sbomTranslationRef } from '../../translation';

const REST_MS = 250;

interface Values {
  q: string | undefined;
  relation: string | undefined;
  licence: string | undefined;
}

/** Search field, relation and licence. */
export function ComponentFilters(props: {
  values: Values;
  /** Licences to offer: those on the page. */
  licences: string[];
  onChange: (change: Partial<Values>) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { values, onChange } = props;
  const [text, setText] = useState(values.q ?? '');
  const rested = useDebounced(text, REST_MS);
  useEffect(() => {
    if (rested !== (values.q ?? '')) {
      onChange({ q: rested || undefined });
    }
    // Only what was typed moves the URL; a change of the URL is not typing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  useEffect(() => setText(values.q ?? ''), [values.q]);
  const licences = [...new Set(props.licences)].sort();
  return (
    <FilterRow sx={{ marginBottom: '16px' }}>
      <TextField
        size="small"
        value={text}
        onChange={event => setText(event.target.value)}
        placeholder={t('components.search')}
        inputProps={{ 'aria-label': t('components.search'), type: 'search' }}
        sx={{ width: 320, '& input': { height: 32, padding: '0 12px' } }}
      />
      <FilterSelect
        label={t('components.relation')}
        value={values.relation}
        options={[
          { value: 'direct', label: t('components.direct') },
          { value: 'transitive', label: t('components.transitive') },
          { value: 'unknown', label: t('components.unknownRelation') },
        ]}
        onChange={relation => onChange({ relation })}
      />
      <FilterSelect
        label={t('components.licence')}
        value={values.licence}
        options={[
          { value: 'none', label: t('components.withoutLicence') },
          ...licences.map(value => ({ value, label: value })),
        ]}
        onChange={licence => onChange({ licence })}
      />
    </FilterRow>
  );
}
