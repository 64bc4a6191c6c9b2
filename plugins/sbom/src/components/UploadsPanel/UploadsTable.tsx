import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { styled } from '@mui/material/styles';
import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  MiddleCut,
  NoValue,
  TableScroll,
  formatBytes,
} from '@waymark/backstage-plugin-waymark-react';
import { formatTime } from '../../lib/time';
import { sbomTranslationRef } from '../../translation';
import { DownloadButton } from './DownloadButton';

const Tag = styled('span')({
  display: 'inline-block',
  marginLeft: 8,
  padding: '0 6px',
  borderRadius: 4,
  background: 'var(--wm-fill)',
  fontSize: 12,
  lineHeight: '18px',
  whiteSpace: 'nowrap',
});

/** Receipts as a table. */
export function UploadsTable(props: {
  items: BomUpload[];
  onReceipt: (uploadId: string) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('uploads.effective')}</TableCell>
            <TableCell>{t('uploads.commit')}</TableCell>
            <TableCell>{t('uploads.tool')}</TableCell>
            <TableCell align="right">{t('uploads.components')}</TableCell>
            <TableCell align="right">{t('uploads.quality')}</TableCell>
            <TableCell align="right">{t('uploads.issues')}</TableCell>
            <TableCell align="right">{t('uploads.size')}</TableCell>
            <TableCell align="right">{t('uploads.actions')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.items.map(item => (
            <UploadRow key={item.uploadId} item={item} {...props} />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function UploadRow(props: {
  item: BomUpload;
  onReceipt: (uploadId: string) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { item } = props;
  const tool = [item.tool?.name, item.tool?.version].filter(Boolean).join(' ');
  return (
    <TableRow>
      <TableCell>
        <Age at={item.effectiveAt} />
        {item.head && <Tag>{t('uploads.current')}</Tag>}
        {item.imported && <Tag>{t('uploads.imported')}</Tag>}
        {item.unchanged && <Tag>{t('uploads.unchanged')}</Tag>}
      </TableCell>
      <TableCell>
        {item.commit ? <code>{item.commit.slice(0, 7)}</code> : <NoValue />}
      </TableCell>
      <TableCell>
        {tool ? <MiddleCut text={tool} max={36} /> : <NoValue />}
      </TableCell>
      <TableCell align="right">{item.components.toLocaleString()}</TableCell>
      <TableCell align="right">{item.quality.score}</TableCell>
      <TableCell align="right">{item.issueCount.toLocaleString()}</TableCell>
      <TableCell align="right">{formatBytes(item.sizeBytes)}</TableCell>
      <TableCell align="right">
        <Button
          variant="text"
          size="small"
          sx={{ marginRight: '12px' }}
          onClick={() => props.onReceipt(item.uploadId)}
          aria-label={t('uploads.receiptOf', {
            time: formatTime(item.effectiveAt),
          })}
        >
          {t('uploads.receipt')}
        </Button>
        <DownloadButton upload={item} />
      </TableCell>
    </TableRow>
  );
}
