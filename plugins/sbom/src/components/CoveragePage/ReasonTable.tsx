import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import { sbomTranslationRef } from '../../translation';
import { type Reason, reasons } from './query';

/** Why services are not fresh; each number opens to its services. */
export function ReasonTable(props: {
  coverage: BomCoverage;
  onSelect: (reason: Reason) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { totals, freshForDays } = props.coverage;
  const count = totals.services - totals.fresh;
  if (count === 0) {
    return null;
  }
  const days = String(freshForDays);
  return (
    <>
      <h3 style={{ margin: '16px 0 4px' }}>{t('coverage.why', { count })}</h3>
      <Table size="small">
        <TableBody>
          {reasons.map(reason => {
            const text = t(`coverage.reason.${reason}`, { days });
            const services = props.coverage.reasons[reason];
            return (
              <TableRow key={reason}>
                <TableCell>{text}</TableCell>
                <TableCell align="right">
                  <Button
                    variant="text"
                    sx={{ height: 20 }}
                    disabled={services === 0}
                    aria-label={`${text}: ${services}`}
                    onClick={() => props.onSelect(reason)}
                  >
                    {services}
                  </Button>
                </TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </>
  );
}
