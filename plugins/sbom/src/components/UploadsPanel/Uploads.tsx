import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { sbomBomReadPermission } from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Loaded,
  SkeletonRows,
  usePages,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { ReceiptDrawer } from './ReceiptDrawer';
import { UploadsTable } from './UploadsTable';

const PAGE = 50;

const names = ['receipt'] as const;

/** The receipts of one slot and channel, newest first. */
export function Uploads(props: {
  entityRef: string;
  slot: string;
  channel: string;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const [{ receipt }, setUrl] = useUrlFilters(names);
  const { entityRef, slot, channel } = props;
  const list = usePages(
    JSON.stringify([entityRef, slot, channel]),
    (cursor, signal) =>
      client.listUploads(
        { entityRef, slot, channel, cursor, limit: PAGE },
        { signal },
      ),
  );
  return (
    <Card title={t('uploads.title')} note={t('head.name', { slot, channel })}>
      <Loaded
        state={list}
        skeleton={<SkeletonRows rows={6} />}
        permission={sbomBomReadPermission.name}
      >
        {page => (
          <>
            <UploadsTable
              items={page.items}
              onReceipt={id => setUrl({ receipt: id })}
            />
            {page.more && (
              <Button
                variant="text"
                sx={{ alignSelf: 'start', marginTop: '12px' }}
                onClick={list.showMore}
              >
                {t('uploads.more')}
              </Button>
            )}
          </>
        )}
      </Loaded>
      <ReceiptDrawer
        uploadId={receipt}
        onClose={() => setUrl({ receipt: undefined })}
      />
    </Card>
  );
}
