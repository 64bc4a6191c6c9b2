import { useTranslationRef } from '@backstage/frontend-plugin-api';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import type { LlmAttemptQuery } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  FilterRow,
  FilterSelect,
  useDebounced,
} from '@waymark/backstage-plugin-waymark-react';
import { useEffect, useState } from 'react';
import { llmProxyTranslationRef } from '../../translation';
import { ALL_CALLS, type BudgetUrl, outcomes } from '../BudgetsPage/query';

const Label = styled('label')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  color: 'var(--wm-muted)',
  '& input': { height: 32, padding: '0 8px', boxSizing: 'border-box' },
});

const TYPING_MS = 300;

/** Which of the calls: how they ended, when, and of which deployment. */
export function AttemptFilters(props: {
  query: LlmAttemptQuery;
  /** First and last day of the period. */
  bounds: { from: string; to: string };
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { query, bounds, onChange } = props;
  return (
    <FilterRow>
      <FilterSelect
        label={t('attempts.outcome')}
        value={query.outcome}
        options={outcomes.map(value => ({
          value,
          label: t(`outcome.${value}`),
        }))}
        onChange={calls => onChange({ calls: calls ?? ALL_CALLS })}
      />
      {(['from', 'to'] as const).map(name => (
        <Label key={name}>
          {t(`attempts.${name}`)}
          <OutlinedInput
            type="date"
            value={query[name]}
            inputProps={{ min: bounds.from, max: bounds.to }}
            onChange={({ target }) => {
              if (target.value) {
                onChange({
                  [name]:
                    target.value === bounds[name] ? undefined : target.value,
                });
              }
            }}
          />
        </Label>
      ))}
      <Deployment value={query.deployment} onChange={onChange} />
    </FilterRow>
  );
}

/** Asks once the typing has rested. */
function Deployment(props: {
  value: string | undefined;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { value, onChange } = props;
  const [text, setText] = useState(value ?? '');
  const rested = useDebounced(text.trim(), TYPING_MS);
  useEffect(() => {
    if (rested !== (value ?? '')) {
      onChange({ deployment: rested || undefined });
    }
    // What is typed leads; the URL follows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  return (
    <Label>
      {t('attempts.deployment')}
      <OutlinedInput
        value={text}
        onChange={event => setText(event.target.value)}
      />
    </Label>
  );
}
