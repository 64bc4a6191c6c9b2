import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type { ScorecardsOverview } from '@waymark/backstage-plugin-scorecards-common';
import { Card, useUrlFilters } from '@waymark/backstage-plugin-waymark-react';
import { scorecardsTranslationRef } from '../../translation';
import { LevelsChart } from './LevelsChart';
import { LevelsTable } from './LevelsTable';

const names = ['view'] as const;

/** Levels over time, as bars or as figures. */
export function LevelsCard({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const [{ view }, setUrl] = useUrlFilters(names);
  const isTable = view === 'table';
  return (
    <Card
      title={t('overview.levels')}
      note={t('overview.levelsNote')}
      end={
        <Button
          variant="text"
          size="small"
          onClick={() => setUrl({ view: isTable ? undefined : 'table' })}
        >
          {isTable ? t('overview.asChart') : t('overview.asTable')}
        </Button>
      }
    >
      {isTable ? (
        <LevelsTable overview={overview} />
      ) : (
        <LevelsChart overview={overview} />
      )}
    </Card>
  );
}
