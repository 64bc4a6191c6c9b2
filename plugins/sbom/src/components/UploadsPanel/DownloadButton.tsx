import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';
import { entityName, saveBlob } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomApiRef } from '../../api';
import { formatTime } from '../../lib/time';
import { sbomTranslationRef } from '../../translation';

/**
 * Hands out the exact bytes that were sent. Fetched and saved as a blob: a
 * plain link would carry no token.
 */
export function DownloadButton({ upload }: { upload: BomUpload }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const toasts = useApi(toastApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const response = await client.getBom(upload.blobDigest);
      saveBlob(await response.blob(), fileName(upload));
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      toasts.post({
        title: t('uploads.downloadFailed', { detail }),
        status: 'danger',
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="text"
      size="small"
      disabled={busy}
      onClick={download}
      aria-label={t('uploads.downloadOf', {
        time: formatTime(upload.effectiveAt),
      })}
    >
      {t('uploads.download')}
    </Button>
  );
}

/** Such as `checkout-source-main-3f2c1ab.cdx.json`. */
function fileName(upload: BomUpload): string {
  const parts = [
    entityName(upload.entityRef),
    upload.slot,
    upload.channel,
    upload.commit?.slice(0, 7) ?? upload.blobDigest.slice(7, 15),
  ];
  const name = parts.join('-').replace(/[^A-Za-z0-9._-]+/g, '-');
  return `${name}.cdx.${upload.format}`;
}
