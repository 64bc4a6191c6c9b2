import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type Budgets,
  type ScopeBudget,
  llmProxyBudgetUpdatePermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  FilterRow,
  FilterSelect,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { lastPeriods, periodOf } from '../../lib/dates';
import { llmProxyTranslationRef } from '../../translation';
import type { BudgetUrl } from './query';

const MONTHS = 6;

/** Which scopes and which month, and the way to another limit. */
export function BudgetFilters(props: {
  values: BudgetUrl;
  budgets: Budgets | undefined;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { monthYear } = useFormats();
  const { values, budgets, onChange } = props;
  const { allowed } = usePermission({
    permission: llmProxyBudgetUpdatePermission,
  });
  const current = periodOf(Date.now());
  const months = [
    ...new Set([...lastPeriods(Date.now(), MONTHS), values.period ?? current]),
  ];
  const options = (kind: ScopeBudget['kind']) =>
    (budgets?.items ?? [])
      .filter(item => item.kind === kind)
      .map(item => ({ value: item.scope, label: item.title }))
      .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <FilterRow>
      <FilterSelect
        label={t('filter.owner')}
        value={values.owner}
        options={options('group')}
        onChange={owner => onChange({ owner, provider: undefined })}
      />
      <FilterSelect
        label={t('filter.system')}
        value={values.system}
        options={options('system')}
        onChange={system => onChange({ system, provider: undefined })}
      />
      <FilterSelect
        label={t('filter.provider')}
        value={values.provider}
        options={options('provider')}
        onChange={provider =>
          onChange({ provider, owner: undefined, system: undefined })
        }
      />
      <span className="end">
        <FilterSelect
          label={t('filter.period')}
          all={false}
          value={values.period ?? current}
          options={months.map(value => ({
            value,
            label:
              value === current
                ? t('filter.soFar', { month: monthYear(value) })
                : monthYear(value),
          }))}
          onChange={value =>
            onChange({
              period: value === current ? undefined : value,
              from: undefined,
              to: undefined,
            })
          }
        />
        <Button
          disabled={!budgets?.items.length}
          onClick={() => onChange({ panel: 'limit' })}
        >
          {t(allowed ? 'limit.change' : 'limit.request')}
        </Button>
      </span>
    </FilterRow>
  );
}
