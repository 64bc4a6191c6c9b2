/** English texts, and the shape that every other language follows. */
export const messages = {
  greeting: {
    morning: 'Good morning',
    afternoon: 'Good afternoon',
    evening: 'Good evening',
    named: '{{greeting}}, {{name}}',
  },
  owner: 'Owner',
  allOwners: 'all',
  subtitle_one:
    '{{owner}} has {{count, number}} service: how it stands, and what needs you.',
  subtitle_other:
    '{{owner}} has {{count, number}} services: how they stand, and what needs you.',
  subtitleAll_one: 'One service: how it stands, and what it needs.',
  subtitleAll_other:
    '{{count, number}} services of all owners: how they stand, and what they need.',
  steps: {
    label: 'First steps',
    intro: 'New here? Three things to try:',
    search: 'Find who ships undici →',
    coverage: 'See which services have a fresh BOM →',
    validate: 'Check a BOM, without keeping it',
    dismiss: 'Dismiss',
  },
} as const;
