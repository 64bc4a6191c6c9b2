import { styled } from '@mui/material/styles';

/** @public */
export interface BarPart {
  kind: 'good' | 'warn' | 'none' | 'rest';
  value: number;
}

const Track = styled('span')({
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
  '& > .none': { boxShadow: 'inset 0 0 0 1px var(--wm-none)' },
  '& > .rest': { background: 'var(--wm-fill)' },
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

/**
 * One entry of a bar's key.
 *
 * @public
 */
export function BarKey(props: { kind: BarPart['kind']; label: string }) {
  return (
    <Entry>
      <Swatch aria-hidden="true">
        <i className={props.kind} />
      </Swatch>
      {props.label}
    </Entry>
  );
}
