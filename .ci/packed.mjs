/**
 * Installs the packed plugins into a host outside of this workspace, as a
 * stranger would, sends a BOM there and looks at the page in a browser.
 */
import { chromium } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const packages = [
  'sbom-common',
  'waymark-node',
  'waymark-react',
  'sbom-backend',
  'sbom',
];

const yarn = process.env.WAYMARK_YARN;
const run = (cwd, file, ...args) => {
  console.log(`$ ${[file, ...args].join(' ')}`);
  execFileSync(file, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'development' },
  });
};
const runYarn = (cwd, ...args) =>
  yarn ? run(cwd, process.execPath, yarn, ...args) : run(cwd, 'yarn', ...args);

function pack(folder) {
  const tarballs = {};
  for (const name of packages) {
    const cwd = join(root, 'plugins', name);
    const tarball = join(folder, `${name}.tgz`);
    run(cwd, 'backstage-cli', 'package', 'build');
    runYarn(cwd, 'pack', '--out', tarball);
    tarballs[`@waymark/backstage-plugin-${name}`] = `file:${tarball}`;
  }
  return tarballs;
}

function install(host, tarballs) {
  cpSync(join(root, '.ci/packed-host'), host, { recursive: true });
  cpSync(join(root, 'yarn.lock'), join(host, 'yarn.lock'));
  cpSync(join(root, '.yarnrc.yml'), join(host, '.yarnrc.yml'));
  const { resolutions, packageManager } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const manifest = JSON.parse(readFileSync(join(host, 'package.json'), 'utf8'));
  writeFileSync(
    join(host, 'package.json'),
    JSON.stringify({
      ...manifest,
      packageManager,
      resolutions: { ...resolutions, ...tarballs },
    }),
  );
  runYarn(host, 'install', '--no-immutable');
}

function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function until(what, check) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const result = await check().catch(() => undefined);
    if (result) {
      return result;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within two minutes`);
    }
    await wait(500);
  }
}

async function sendBom(baseUrl, token) {
  const body = JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name: 'orders', 'bom-ref': 'root' },
    },
    components: [
      {
        type: 'library',
        name: 'left-pad',
        version: '1.3.0',
        purl: 'pkg:npm/left-pad@1.3.0',
        'bom-ref': 'a',
      },
    ],
    dependencies: [{ ref: 'root', dependsOn: ['a'] }],
  });
  return until('upload', async () => {
    const response = await fetch(
      `${baseUrl}/api/sbom/v1/boms?entityRef=component:orders`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        body,
      },
    );
    return response.ok && response.json();
  });
}

async function look(baseUrl) {
  const browser = await chromium.launch({
    executablePath: process.env.WAYMARK_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', error => console.log(`page: ${error.message}`));
  try {
    await page.goto(`${baseUrl}/sbom/search?q=left-pad`);
    const enter = page.getByRole('button', { name: /enter/i });
    const found = page.getByText('pkg:npm/left-pad').first();
    await enter.or(found).first().waitFor();
    if (await enter.isVisible()) {
      await enter.click();
    }
    await found.waitFor();
    await page.goto(`${baseUrl}/catalog/default/component/orders/sbom`);
    await page.getByText('left-pad').first().waitFor();
  } catch (error) {
    console.log(`On the page: ${await page.locator('body').innerText()}`);
    throw error;
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'waymark-packed-'));
let backend;
try {
  run(root, 'tsc');
  const host = join(folder, 'host');
  install(host, pack(folder));
  const port = await freePort();
  const token = randomBytes(24).toString('base64url');
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    HOST_URL: `http://127.0.0.1:${port}`,
    HOST_PORT: String(port),
    CI_TOKEN: token,
  };
  execFileSync(
    join(host, 'node_modules/.bin/backstage-cli'),
    ['package', 'build'],
    {
      cwd: join(host, 'packages/app'),
      stdio: 'inherit',
      env: { ...env, NODE_ENV: 'production' },
    },
  );
  backend = spawn(
    process.execPath,
    ['src/index.js', '--config', '../../app-config.yaml'],
    {
      cwd: join(host, 'packages/backend'),
      stdio: 'inherit',
      env,
    },
  );
  const receipt = await sendBom(env.HOST_URL, token);
  if (receipt.components !== 1) {
    throw new Error(
      `the receipt names ${receipt.components} components, not 1`,
    );
  }
  await look(env.HOST_URL);
  console.log('The packed plugins work in a host outside of the workspace.');
} finally {
  backend?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
