import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { ScorecardsOverview } from '@waymark/backstage-plugin-scorecards-common';
import {
  Level,
  LevelMark,
  Small,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsTranslationRef } from '../../translation';

const Chart = styled('div')({
  display: 'flex',
  gap: 6,
  alignItems: 'end',
  height: 200,
  '& > div': {
    flex: 1,
    minWidth: 0,
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'end',
    gap: 1,
  },
  '& i': { display: 'block', minHeight: 2 },
  '& .running i': { opacity: 0.6 },
  '& span': {
    fontSize: 12,
    lineHeight: '20px',
    color: 'var(--wm-muted)',
    textAlign: 'center',
    whiteSpace: 'nowrap',
  },
});

const Key = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: 16,
  marginTop: 8,
  fontSize: 12,
});

const fills = [
  'var(--wm-level-1)',
  'var(--wm-level-2)',
  'var(--wm-level-3)',
] as const;

/** A stacked bar for each week; services without a level on top, as an outline. */
export function LevelsChart({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { levels, weeks } = overview;
  const top = Math.max(
    1,
    ...weeks.map(({ counts }) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0),
    ),
  );
  const last = weeks[weeks.length - 1]?.counts ?? {};
  const told = [...levels]
    .reverse()
    .map(({ id, title }) => `${title} ${last[id] ?? 0}`)
    .concat(`${t('level.none')} ${last.none ?? 0}`)
    .join(', ');
  return (
    <>
      <Chart role="img" aria-label={t('overview.chart', { last: told })}>
        {weeks.map(({ counts, from, running }, index) => (
          <div key={from} className={running ? 'running' : undefined}>
            <Part
              value={counts.none ?? 0}
              top={top}
              style={{ boxShadow: 'inset 0 0 0 1px var(--wm-none)' }}
            />
            {[...levels.keys()].reverse().map(rank => (
              <Part
                key={levels[rank].id}
                value={counts[levels[rank].id] ?? 0}
                top={top}
                style={{ background: fills[Math.min(rank, fills.length - 1)] }}
              />
            ))}
            <span>{index % 4 === 0 ? from.slice(5, 10) : '\u00a0'}</span>
          </div>
        ))}
      </Chart>
      <Key>
        {[...levels.keys()].reverse().map(rank => (
          <Level key={levels[rank].id} rank={rank}>
            {`${levels[rank].title} ${last[levels[rank].id] ?? 0}`}
          </Level>
        ))}
        <span>
          <LevelMark rank={null} /> {t('level.none')} {last.none ?? 0}
        </span>
        <Small style={{ marginLeft: 'auto' }}>{t('overview.running')}</Small>
      </Key>
    </>
  );
}

function Part(props: {
  value: number;
  top: number;
  style: { background?: string; boxShadow?: string };
}) {
  return props.value > 0 ? (
    <i
      style={{ ...props.style, height: `${(props.value / props.top) * 88}%` }}
    />
  ) : null;
}
