import ButtonBase from '@mui/material/ButtonBase';
import { styled } from '@mui/material/styles';
import type { FilterOption } from './Filters';

const Group = styled('div')({
  display: 'inline-flex',
  padding: 2,
  borderRadius: 4,
  background: 'var(--wm-fill)',
});

const Segment = styled(ButtonBase)({
  height: 24,
  padding: '0 10px',
  borderRadius: 3,
  font: 'inherit',
  fontSize: 12,
  lineHeight: '16px',
  color: 'var(--wm-muted)',
  '&[aria-pressed="true"]': {
    color: 'var(--wm-fg)',
    background: 'var(--wm-card)',
    boxShadow: '0 0 0 1px var(--wm-edge-strong)',
  },
  '&:focus-visible': {
    outline: '2px solid var(--wm-accent)',
    outlineOffset: 2,
  },
});

/**
 * A choice among few, all of them in sight.
 *
 * @public
 */
export function Segments(props: {
  label: string;
  value: string;
  options: FilterOption[];
  onChange: (value: string) => void;
}) {
  return (
    <Group role="group" aria-label={props.label}>
      {props.options.map(({ value, label }) => (
        <Segment
          key={value}
          disableRipple
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
        </Segment>
      ))}
    </Group>
  );
}
