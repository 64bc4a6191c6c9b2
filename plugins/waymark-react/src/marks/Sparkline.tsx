import { styled } from '@mui/material/styles';

const Svg = styled('svg')({
  display: 'block',
  flex: 'none',
  overflow: 'visible',
  '& polyline': {
    fill: 'none',
    stroke: 'var(--wm-accent)',
    strokeWidth: 1.5,
    strokeLinejoin: 'round',
  },
  '& circle': { fill: 'var(--wm-accent)' },
});

const width = 88;
const height = 24;
const inset = 3;

/**
 * A line through values between 0 and `max`, the last one marked. Draws
 * nothing for fewer than two values.
 *
 * @public
 */
export function Sparkline(props: {
  values: number[];
  max: number;
  label: string;
}) {
  const { values, max } = props;
  const x = (index: number) =>
    inset + (index * (width - 2 * inset)) / Math.max(values.length - 1, 1);
  const y = (value: number) =>
    height - inset - (value / Math.max(max, 1)) * (height - 2 * inset);
  const last = values.length - 1;
  return (
    <Svg width={width} height={height} role="img" aria-label={props.label}>
      {values.length > 1 && (
        <>
          <polyline
            points={values
              .map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`)
              .join(' ')}
          />
          <circle cx={x(last)} cy={y(values[last])} r="2.5" />
        </>
      )}
    </Svg>
  );
}
