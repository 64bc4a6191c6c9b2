import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

const stageNames = {
  pull_request: 'pull request',
  main: 'main branch',
  deploy: 'deployment',
  request: 'each attempt of a model call',
};

/** A page for each rule, out of its METADATA, by path. */
export function rulePages({ rules }) {
  return Object.fromEntries(
    rules.map(rule => [`${rule.docs}.md`, pageOf(rule)]),
  );
}

function pageOf(rule) {
  const up = '../'.repeat(rule.docs.split('/').length - 1);
  const effective = new Date(rule.effective * 1000).toISOString().slice(0, 10);
  return `# ${rule.id} ${rule.title}

${rule.description}

${sentence(rule.rationale)}

## How to fix it

${sentence(rule.remediation)}

## When it decides

- Stages: ${rule.stages.map(stage => stageNames[stage]).join(', ')}.
- ${warning(rule.warns)}
- Severity: ${rule.severity}.
- Denies from ${effective} on; before, it warns.
- ${
    rule.waivable
      ? 'An exception can be asked for.'
      : 'There is no exception from it.'
  }
- Owner: \`${rule.owner}\`.

The rule: [${rule.file}](${up}${rule.file}).
`;
}

function warning(warns) {
  return warns.length > 0
    ? `Only warns at: ${warns.map(stage => stageNames[stage]).join(', ')}.`
    : 'Refuses at each of them.';
}

function sentence(text) {
  return text.endsWith('.') ? text : `${text}.`;
}

export function writePages(pages) {
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Paths of the pages that are not what the METADATA says. */
export function stalePages(pages) {
  return Object.entries(pages)
    .filter(([path, text]) => read(join(root, path)) !== text)
    .map(([path]) => path);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
