import { styled } from '@mui/material/styles';

const Svg = styled('svg')({
  display: 'inline-block',
  flex: 'none',
  width: 14,
  height: 14,
  verticalAlign: -2,
});

const Line = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  whiteSpace: 'nowrap',
  verticalAlign: 'top',
});

/** From the lowest level up; higher ones than there are shapes share the last. */
const shapes = [
  { d: 'M8 2.2 14.4 13.4H1.6z', fill: 'var(--wm-level-1)' },
  { d: 'M8 1.2 14.8 8 8 14.8 1.2 8z', fill: 'var(--wm-level-2)' },
  {
    d: 'm8 1 2.1 4.6 5 .6-3.7 3.4 1 4.9L8 12l-4.4 2.5 1-4.9L.9 6.2l5-.6z',
    fill: 'var(--wm-level-3)',
  },
];

/**
 * A level by its shape: triangle, diamond, star, or a dash for none.
 *
 * @public
 */
export function LevelMark(props: {
  /** From 0, the lowest; null for no level. */
  rank: number | null;
}) {
  const shape =
    props.rank === null
      ? { d: 'M3 7.2h10v1.6H3z', fill: 'var(--wm-none)' }
      : shapes[Math.min(props.rank, shapes.length - 1)];
  return (
    <Svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={shape.d} style={{ fill: shape.fill }} />
    </Svg>
  );
}

/**
 * Shape and word.
 *
 * @public
 */
export function Level(props: { rank: number | null; children: string }) {
  return (
    <Line>
      <LevelMark rank={props.rank} />
      {props.children}
    </Line>
  );
}
