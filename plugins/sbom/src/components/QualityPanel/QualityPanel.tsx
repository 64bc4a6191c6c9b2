import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import {
  type BomQuality,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Bar,
  Card,
  Loaded,
  Muted,
  SkeletonRows,
  TableScroll,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';

/** The score of one upload, check by check, and what would raise it. */
export function QualityPanel({ uploadId }: { uploadId: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const answer = useData(uploadId, signal =>
    client.getUpload(uploadId, { signal }),
  );
  const score = answer.data?.quality.score;
  return (
    <Card
      title={t('tab.quality')}
      note={
        score === undefined
          ? undefined
          : t('quality.score', { score: String(score) })
      }
    >
      <p style={{ marginBottom: 16 }}>
        <Muted>{t('quality.intro')}</Muted>
      </p>
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={11} />}
        permission={sbomBomReadPermission.name}
      >
        {upload => <Checks quality={upload.quality} />}
      </Loaded>
    </Card>
  );
}

function Checks({ quality }: { quality: BomQuality }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('quality.check')}</TableCell>
            <TableCell sx={{ width: 180 }}>{t('quality.passed')}</TableCell>
            <TableCell>{t('quality.count')}</TableCell>
            <TableCell align="right">{t('quality.points')}</TableCell>
            <TableCell>{t('quality.improve')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {quality.checks.map(check => (
            <CheckRow key={check.id} check={check} />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function CheckRow({ check }: { check: BomQuality['checks'][number] }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { id, passed, total, weight } = check;
  const share = t('quality.share', { passed, total });
  const points = total > 0 ? Math.floor((weight * passed) / total) : 0;
  return (
    <TableRow>
      <TableCell>{t(`quality.name.${id}`)}</TableCell>
      <TableCell>
        <Bar
          label={share}
          parts={[
            { kind: 'good', value: passed },
            { kind: 'rest', value: Math.max(total - passed, total ? 0 : 1) },
          ]}
        />
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Muted>{share}</Muted>
      </TableCell>
      <TableCell align="right">
        {points} <Muted>/ {weight}</Muted>
      </TableCell>
      <TableCell>
        {passed < total || total === 0 ? (
          t(`quality.hint.${id}`)
        ) : (
          <Muted>{t('quality.full')}</Muted>
        )}
      </TableCell>
    </TableRow>
  );
}
