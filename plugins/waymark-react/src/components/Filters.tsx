import { useTranslationRef } from '@backstage/frontend-plugin-api';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { middleCut } from '../format/format';
import { waymarkTranslationRef } from '../translation';

/**
 * One row of filters, with actions in `.end`.
 *
 * @public
 */
export const FilterRow = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  flexWrap: 'wrap',
  '& > .end': {
    marginLeft: 'auto',
    display: 'flex',
    gap: 8,
    alignItems: 'center',
  },
});

const Label = styled('span')({ color: 'var(--wm-muted)', marginRight: 6 });

/** @public */
export interface FilterOption {
  value: string;
  label: string;
}

const ALL = '';

/**
 * A filter: its name and its value in one control. A value that is not among
 * the options is kept and shown.
 *
 * @public
 */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: FilterOption[];
  onChange: (value: string | undefined) => void;
  /** Whether "all" can be chosen; true when left out. */
  all?: boolean;
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const id = useId();
  const value = props.value ?? ALL;
  const known = value === ALL || props.options.some(o => o.value === value);
  const options = known
    ? props.options
    : [...props.options, { value, label: value }];
  const label = options.find(o => o.value === value)?.label ?? t('filter.all');
  return (
    <Select
      size="small"
      displayEmpty
      value={value}
      onChange={event => props.onChange(event.target.value || undefined)}
      SelectDisplayProps={{
        id,
        'aria-label': `${props.label}: ${label}`,
      }}
      renderValue={() => (
        <>
          <Label>{props.label}</Label>
          {middleCut(label, 44)}
        </>
      )}
      sx={{
        height: 32,
        '& fieldset': { borderColor: 'var(--wm-edge) !important' },
        '& > div': { padding: '0 28px 0 12px !important' },
      }}
    >
      {props.all !== false && (
        <MenuItem value={ALL}>{t('filter.all')}</MenuItem>
      )}
      {options.map(option => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </Select>
  );
}
