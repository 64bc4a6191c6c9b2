import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import { Card } from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { OwnerBars } from './OwnerBars';
import { OwnerTable } from './OwnerTable';
import { ReasonTable } from './ReasonTable';
import { type CoverageUrl, NO_OWNER, type Selection } from './query';

/** Coverage by owner, worst first, and why services are not fresh. */
export function OwnersCard(props: {
  coverage: BomCoverage;
  selection: Selection | undefined;
  view: 'bars' | 'table';
  onChange: (change: CoverageUrl) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { coverage, selection, view, onChange } = props;
  const selected =
    selection?.kind === 'owner' ? selection.owner ?? NO_OWNER : undefined;
  const select = (owner: string | null) =>
    onChange({ team: owner ?? NO_OWNER, reason: undefined, list: undefined });
  const owners = { owners: coverage.owners, selected, onSelect: select };
  return (
    <Card
      title={t('coverage.byOwner')}
      note={t('coverage.worstFirst')}
      end={
        <Button
          variant="text"
          size="small"
          onClick={() =>
            onChange({ view: view === 'bars' ? 'table' : undefined })
          }
        >
          {t(view === 'bars' ? 'coverage.asTable' : 'coverage.asBars')}
        </Button>
      }
    >
      {view === 'bars' ? <OwnerBars {...owners} /> : <OwnerTable {...owners} />}
      <ReasonTable
        coverage={coverage}
        onSelect={reason =>
          onChange({ reason, team: undefined, list: undefined })
        }
      />
    </Card>
  );
}
