import { expect, test } from '@playwright/test';
import { baseUrl, ciToken } from './support/credentials';
import { open, ours, settled } from './support/portal';

/** A service of the guest's team that the example company sends nothing for. */
const silent = 'payment-methods';
const tab = `/catalog/default/component/${silent}/sbom`;

function bom(version: string) {
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name: silent, 'bom-ref': 'root' },
    },
    components: [
      {
        type: 'library',
        name: 'left-pad',
        version,
        purl: `pkg:npm/left-pad@${version}`,
        'bom-ref': 'left-pad',
      },
    ],
    dependencies: [{ ref: 'root', dependsOn: ['left-pad'] }],
  });
}

const send = (body: string, token = ciToken) =>
  fetch(
    `${baseUrl}/api/sbom/v1/boms?entityRef=component:default/${silent}&slot=source&channel=main&commit=4f2c1ab`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/vnd.cyclonedx+json',
      },
      body,
    },
  );

test('a service without a BOM shows the command; the command makes it appear', async ({
  page,
}) => {
  await open(page, tab);
  const command = ours(page).getByText(/curl --fail-with-body/);
  await expect(command).toContainText(`entityRef=component:default/${silent}`);
  await expect(command).toContainText(`${baseUrl}/api/sbom/v1/boms`);

  expect((await send(bom('1.3.0'))).status).toBe(201);
  await page.reload();
  await settled(page);
  const row = ours(page).getByRole('row').filter({ hasText: 'left-pad' });
  await expect(row).toContainText('1.3.0');
  await expect(row).toContainText('Direct');
});

test('a refused document is told to the sender and shown to the team', async ({
  page,
}) => {
  const refused = await send('{"bomFormat":"CycloneDX","specVersion":');
  expect(refused.status).toBe(400);
  expect(refused.headers.get('content-type')).toContain(
    'application/problem+json',
  );
  const { code } = await refused.json();
  await open(page, `${tab}?tab=uploads`);
  await expect(ours(page)).toContainText(code);
});

test('the token of a pipeline can send, and nothing else', async () => {
  const read = await fetch(
    `${baseUrl}/api/sbom/v1/uploads?entityRef=component:default/${silent}`,
    {
      headers: { authorization: `Bearer ${ciToken}` },
    },
  );
  expect([403, 404]).toContain(read.status);
  expect((await send(bom('1.3.0'), 'not-a-token')).status).toBe(401);
});
