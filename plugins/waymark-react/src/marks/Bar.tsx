import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';

/** @public */
export interface BarPart {
  kind:
    | 'good'
    | 'warn'
    | 'none'
    | 'bad'
    | 'exempt'
    | 'settled'
    | 'held'
    | 'unreconciled'
    | 'rest';
  value: number;
}

const Track = styled('span')({
  position: 'relative',
  display: 'flex',
  gap: 2,
  height: 8,
  minWidth: 40,
  '& > i': { display: 'block', height: '100%', minWidth: 2 },
  '& > i:first-of-type': {
    borderTopLeftRadius: 4,
    borderBottomLeftRadius: 4,
  },
  '& > i:last-of-type': {
    borderTopRightRadius: 4,
    borderBottomRightRadius: 4,
  },
  '& > .good': { background: 'var(--wm-good)' },
  '& > .warn': {
    color: 'var(--wm-warn)',
    background:
      'repeating-linear-gradient(135deg, currentColor 0 3px, transparent 3px 5px)',
  },
  '& > .bad': { background: 'var(--wm-bad)' },
  '& > .exempt': {
    color: 'var(--wm-exempt)',
    background:
      'repeating-linear-gradient(90deg, currentColor 0 2px, transparent 2px 4px)',
  },
  '& > .none': { boxShadow: 'inset 0 0 0 1px var(--wm-none)' },
  '& > .settled': { background: 'var(--wm-accent)' },
  '& > .held': {
    color: 'var(--wm-accent)',
    background:
      'repeating-linear-gradient(90deg, currentColor 0 2px, transparent 2px 4px)',
  },
  '& > .unreconciled': { background: 'var(--wm-warn)' },
  '& > .rest': { background: 'var(--wm-fill)' },
  '& > b': {
    position: 'absolute',
    top: -4,
    bottom: -4,
    width: 2,
    marginLeft: -1,
    background: 'var(--wm-fg)',
  },
});

/**
 * A bar whose parts differ in texture as well as in colour. Parts of 0 take
 * no room.
 *
 * @public
 */
export function Bar(props: {
  parts: BarPart[];
  /** The whole bar in words. */
  label: string;
  tall?: boolean;
  /** Where a tick crosses the bar, as a share of it; at most 1. */
  tick?: number;
}) {
  return (
    <Track
      role="img"
      aria-label={props.label}
      style={props.tall ? { height: 12 } : undefined}
    >
      {props.parts
        .filter(part => part.value > 0)
        .map(part => (
          <i
            key={part.kind}
            className={part.kind}
            style={{ flex: part.value }}
          />
        ))}
      {props.tick !== undefined && (
        <b style={{ left: `${Math.min(1, props.tick) * 100}%` }} />
      )}
    </Track>
  );
}

const Swatch = styled(Track)({
  display: 'inline-flex',
  width: 14,
  minWidth: 14,
  '& > i': { flex: 1, borderRadius: '2px !important' },
});

const Entry = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  whiteSpace: 'nowrap',
  fontSize: 12,
  lineHeight: '16px',
  color: 'var(--wm-muted)',
});

const TickSwatch = styled('i')({
  width: 2,
  height: 12,
  background: 'var(--wm-fg)',
});

/**
 * One entry of a bar's key.
 *
 * @public
 */
export function BarKey(props: {
  kind: BarPart['kind'] | 'tick';
  label: ReactNode;
}) {
  return (
    <Entry>
      {props.kind === 'tick' ? (
        <TickSwatch aria-hidden="true" />
      ) : (
        <Swatch aria-hidden="true">
          <i className={props.kind} />
        </Swatch>
      )}
      {props.label}
    </Entry>
  );
}
