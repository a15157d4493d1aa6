// Writes THIRD-PARTY-NOTICES.md: what a server runs that others wrote, from the installed packages.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const read = (...parts) => readFileSync(path.join(root, ...parts), 'utf8');
const { packages } = JSON.parse(read('package-lock.json'));
const needed = Object.entries(packages).filter(([name, { dev }]) => name !== '' && dev !== true);

const rows = [];
const texts = [];
for (const [folder, { version }] of needed) {
  const name = folder.split('node_modules/').at(-1);
  const { license, author } = JSON.parse(read(folder, 'package.json'));
  rows.push(`| ${name} | ${version} | ${license} |`);
  const file = readdirSync(path.join(root, folder)).find((each) =>
    /^(licen[cs]e|copying)/i.test(each),
  );
  const holder = typeof author === 'object' ? author?.name : author;
  const text =
    file === undefined ? `${license}. ${holder ?? 'No author named'}.` : read(folder, file);
  texts.push(
    `## ${name} ${version}\n\n${text.trim().replace(/^/gm, '    ').replace(/ +$/gm, '')}\n`,
  );
}
const head = `# Third-party notices

What a server runs besides its own code and Node's. Written by \`node scripts/licences.mjs\`;
a test holds it to the lock file.

| package | version | licence |
|---|---|---|
`;
writeFileSync(
  path.join(root, 'THIRD-PARTY-NOTICES.md'),
  `${head}${rows.join('\n')}\n\n${texts.join('\n')}`,
);
