import { styled } from '@mui/material/styles';
import { useWidth } from './useWidth';

/** @public */
export interface ChartPoint {
  x: number;
  y: number;
}

/** @public */
export interface ChartTick {
  value: number;
  label: string;
}

/**
 * What a {@link LineChart} draws. Values share one unit per axis; both axes
 * are linear, the vertical one starts at 0.
 *
 * @public
 */
export interface LineChartProps {
  /** The whole chart in words. */
  label: string;
  x: { min: number; max: number; ticks: ChartTick[] };
  y: { max: number; ticks: ChartTick[] };
  /** By `x`; the last point is marked. */
  line: ChartPoint[];
  /** What the last point is. */
  lineLabel?: string;
  /** Where a dashed line from the last point leads. */
  forecast?: ChartPoint & { label: string };
  /** A level that matters. */
  limit?: ChartTick;
  /** An `x` that matters. */
  event?: ChartTick;
}

const Frame = styled('div')({
  height: 234,
  '& svg': { display: 'block' },
  '& text': {
    fill: 'var(--wm-muted)',
    fontSize: 12,
    fontVariantNumeric: 'tabular-nums',
    // Keeps a label legible where it crosses a line.
    stroke: 'var(--wm-card)',
    strokeWidth: 3,
    paintOrder: 'stroke',
  },
  '& text.on': { fill: 'var(--wm-fg)' },
  '& .grid': { stroke: 'var(--wm-edge)', shapeRendering: 'crispEdges' },
  '& .axis': { stroke: 'var(--wm-edge-strong)', shapeRendering: 'crispEdges' },
  '& .limit': { stroke: 'var(--wm-fg)', strokeWidth: 1.5 },
  '& .event': {
    stroke: 'var(--wm-fg)',
    strokeDasharray: '2 3',
    shapeRendering: 'crispEdges',
  },
  '& .line, & .forecast': {
    fill: 'none',
    stroke: 'var(--wm-accent)',
    strokeWidth: 2,
    strokeLinejoin: 'round',
  },
  '& .forecast': { strokeDasharray: '4 4' },
  '& circle': { fill: 'var(--wm-accent)' },
});

const HEIGHT = 234;
const inset = { left: 56, right: 12, top: 26, bottom: 26 };

type Scale = (value: number) => number;

/**
 * A line over time with its limit and its forecast; the one place where
 * charts of this kind are drawn. Text keeps its size at any width.
 *
 * @public
 */
export function LineChart(props: LineChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>(600);
  const right = width - inset.right;
  const bottom = HEIGHT - inset.bottom;
  const x: Scale = value =>
    inset.left +
    ((value - props.x.min) / Math.max(props.x.max - props.x.min, 1)) *
      (right - inset.left);
  const y: Scale = value =>
    bottom - (value / (props.y.max || 1)) * (bottom - inset.top);
  return (
    <Frame ref={ref}>
      <svg width={width} height={HEIGHT} role="img" aria-label={props.label}>
        {props.y.ticks.map(({ value, label }) => (
          <g key={value}>
            <line
              className={value === 0 ? 'axis' : 'grid'}
              x1={inset.left}
              x2={right}
              y1={y(value)}
              y2={y(value)}
            />
            <text x={inset.left - 8} y={y(value) + 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {props.x.ticks.map(({ value, label }) => (
          <text
            key={value}
            x={x(value)}
            y={HEIGHT - 6}
            textAnchor={anchor(value, props.x)}
          >
            {label}
          </text>
        ))}
        <Levels {...props} x={x} y={y} right={right} bottom={bottom} />
        <Lines {...props} x={x} y={y} />
      </svg>
    </Frame>
  );
}

/** Keeps the first and the last label inside of the drawing. */
function anchor(value: number, { min, max }: { min: number; max: number }) {
  if (value === min) {
    return 'start';
  }
  return value === max ? 'end' : 'middle';
}

function Levels(
  props: Pick<LineChartProps, 'limit' | 'event'> & {
    x: Scale;
    y: Scale;
    right: number;
    bottom: number;
  },
) {
  const { limit, event, x, y, right, bottom } = props;
  return (
    <>
      {limit && (
        <>
          <line
            className="limit"
            x1={inset.left}
            x2={right}
            y1={y(limit.value)}
            y2={y(limit.value)}
          />
          <text className="on" x={inset.left + 6} y={y(limit.value) - 6}>
            {limit.label}
          </text>
        </>
      )}
      {event && (
        <>
          <line
            className="event"
            x1={x(event.value)}
            x2={x(event.value)}
            y1={limit ? y(limit.value) : inset.top}
            y2={bottom}
          />
          <text
            className="on"
            x={x(event.value) - 6}
            y={bottom - 8}
            textAnchor="end"
          >
            {event.label}
          </text>
        </>
      )}
    </>
  );
}

function Lines(
  props: Pick<LineChartProps, 'line' | 'lineLabel' | 'forecast'> & {
    x: Scale;
    y: Scale;
  },
) {
  const { line, lineLabel, forecast, x, y } = props;
  const last = line[line.length - 1];
  if (!last) {
    return null;
  }
  const nearStart = x(last.x) < 200;
  return (
    <>
      <polyline
        className="line"
        points={line
          .map(point => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`)
          .join(' ')}
      />
      {forecast && (
        <>
          <line
            className="forecast"
            x1={x(last.x)}
            y1={y(last.y)}
            x2={x(forecast.x)}
            y2={y(forecast.y)}
          />
          <text
            className="on"
            x={x(forecast.x)}
            y={y(forecast.y) - 8}
            textAnchor="end"
          >
            {forecast.label}
          </text>
        </>
      )}
      <circle cx={x(last.x)} cy={y(last.y)} r="3.5" />
      {lineLabel && (
        <text
          className="on"
          x={x(last.x) + (nearStart ? 10 : -10)}
          y={y(last.y) + (nearStart ? 14 : -6)}
          textAnchor={nearStart ? 'start' : 'end'}
        >
          {lineLabel}
        </text>
      )}
    </>
  );
}
