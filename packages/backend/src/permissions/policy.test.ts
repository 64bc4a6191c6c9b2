import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { GRANTS, ROLES } from './grants';
import { readRoleGroups, RolePolicy } from './policy';

const USER = 'user:default/someone';

const GROUPS = {
  nobody: [],
  developer: ['group:default/role-developer'],
  approver: ['group:default/role-approver'],
  platform: ['group:default/role-platform'],
  security: ['group:default/role-security'],
};

type Caller = keyof typeof GROUPS;

const roleConfig = new ConfigReader({
  waymark: {
    permissions: {
      roles: {
        developer: ['group:default/role-developer'],
        approver: ['role-approver'],
        platform: ['Group:Default/Role-Platform'],
        security: ['group:default/role-security', 'group:default/red-team'],
      },
    },
  },
});

async function decide(
  permission: string,
  ownershipEntityRefs: string[] | undefined,
  config = roleConfig,
) {
  const policy = new RolePolicy(
    readRoleGroups(config),
    mockServices.userInfo({ ownershipEntityRefs }),
  );
  const info = { userEntityRef: USER, ownershipEntityRefs: [] };
  const user = ownershipEntityRefs && {
    credentials: mockCredentials.user(USER),
    info,
  };
  const { result } = await policy.handle(
    { permission: createPermission({ name: permission, attributes: {} }) },
    user,
  );
  return result === AuthorizeResult.ALLOW;
}

/** Permission, then the callers who may use it. */
const table: Array<[string, Caller[]]> = [
  [
    'catalog.entity.read',
    ['nobody', 'developer', 'approver', 'platform', 'security'],
  ],
  ['catalog.entity.create', ['platform']],
  ['catalog.entity.delete', ['platform']],
  ['catalog.entity.refresh', ['developer', 'approver', 'platform']],
  ['catalog.entity.validate', ['platform']],
  ['catalog.ingestion.manage', ['platform']],
  ['catalog.ingestion.read', ['platform', 'security']],
  ['catalog.location.analyze', ['platform']],
  ['catalog.location.create', ['platform']],
  ['catalog.location.delete', ['platform']],
  ['catalog.location.read', ['platform', 'security']],
  ['scaffolder.action.execute', ['developer', 'approver', 'platform']],
  ['scaffolder.task.cancel', ['developer', 'approver', 'platform']],
  ['scaffolder.task.create', ['developer', 'approver', 'platform']],
  ['scaffolder.task.read', ['developer', 'approver', 'platform', 'security']],
  ['scaffolder.template.dry-run', ['platform']],
  ['scaffolder.template.management', ['platform']],
  ['scaffolder.template.parameter.read', ['developer', 'approver', 'platform']],
  ['scaffolder.template.step.read', ['developer', 'approver', 'platform']],
  [
    'sbom.bom.read',
    ['nobody', 'developer', 'approver', 'platform', 'security'],
  ],
  ['sbom.bom.create', ['platform']],
  ['sbom.bom.import', ['platform']],
  ['some.plugin.permission', []],
  ['scorecards.evidence.create', ['platform']],
  ['scorecards.evidence.import', ['platform']],
  ['scorecards.exception.create', ['developer', 'approver', 'platform']],
  ['scorecards.exception.decide', ['approver', 'platform', 'security']],
  [
    'scorecards.scorecard.read',
    ['nobody', 'developer', 'approver', 'platform', 'security'],
  ],
];

const cases = table.flatMap(([permission, allowed]) =>
  (Object.keys(GROUPS) as Caller[]).map(
    caller => [caller, permission, allowed.includes(caller)] as const,
  ),
);

describe('the shipped policy', () => {
  it.each(cases)('%s, %s: %s', async (caller, permission, expected) => {
    expect(await decide(permission, GROUPS[caller])).toBe(expected);
  });

  it.each(table)('denies %s to whoever is not signed in', async permission => {
    expect(await decide(permission, undefined)).toBe(false);
  });

  it('adds up the roles of a user', async () => {
    const both = [...GROUPS.developer, ...GROUPS.security];
    expect(await decide('scaffolder.task.create', both)).toBe(true);
    expect(await decide('catalog.location.read', both)).toBe(true);
    expect(await decide('sbom.bom.create', both)).toBe(false);
  });

  it('takes any of the groups that hold a role', async () => {
    expect(
      await decide('catalog.location.read', ['group:default/red-team']),
    ).toBe(true);
  });

  it('gives a role without groups to nobody', async () => {
    expect(
      await decide(
        'sbom.bom.create',
        ['group:default/role-platform'],
        new ConfigReader({}),
      ),
    ).toBe(false);
  });

  it('refuses a group that is no entity ref', () => {
    const config = new ConfigReader({
      waymark: { permissions: { roles: { platform: ['group:'] } } },
    });
    expect(() => readRoleGroups(config)).toThrow(/group:/);
  });
});

describe('the table of grants', () => {
  const known = [
    ...[...catalogPermissions, ...scaffolderPermissions].map(p => p.name),
    'llm-proxy.budget.update',
    'llm-proxy.hold.update',
    'llm-proxy.ownership.update',
    'llm-proxy.stop.update',
    'llm-proxy.token.create',
    'llm-proxy.usage.import',
    'llm-proxy.usage.read',
    'sbom.bom.create',
    'sbom.bom.import',
    'sbom.bom.read',
    'scorecards.evidence.create',
    'scorecards.evidence.import',
    'scorecards.exception.create',
    'scorecards.exception.decide',
    'scorecards.scorecard.read',
  ];

  it('decides on every permission of the installed plugins, and no other', () => {
    const granted = new Set(Object.values(GRANTS).flat());
    expect([...granted].sort()).toEqual([...new Set(known)].sort());
  });

  it('is what docs/permissions.md says', () => {
    const page = readFileSync(
      resolve(__dirname, '../../../../docs/permissions.md'),
      'utf8',
    );
    const rows = page
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      );
    const documented = rows.map(([name, everyone, ...roles]) => [
      name.replaceAll('`', ''),
      everyone !== '',
      ...roles.map(cell => cell !== ''),
    ]);
    const expected = [...new Set(known)]
      .sort()
      .map(name => [
        name,
        GRANTS.everyone.includes(name),
        ...ROLES.map(role => GRANTS[role].includes(name)),
      ]);
    expect(documented).toEqual(expected);
  });
});
