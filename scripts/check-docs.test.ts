import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkDocs } from './check-docs.ts';

function problemsOf(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'check-docs-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkDocs(root).map(({ file, message }) => `${file}: ${message}`);
}

test('links to files, folders, headings and other sites pass', () => {
  const problems = problemsOf({
    'README.md':
      '# Top\n[a](docs/a.md) [b](docs/a.md#the-code-x--y) [c](#top) [d](docs) [e](https://example.org/x#y)\n',
    'docs/a.md':
      '# A\n## The `code`: x & y\n[up](../README.md#top) ![picture](../p.png) <a id="by-hand"></a>\n',
    'docs/README.md': '[hand](a.md#by-hand) [line](../x.ts#L3) <img src="../p.png">\n',
    'p.png': '',
    'x.ts': '',
  });
  expect(problems).toEqual([]);
});

test('links that lead nowhere are found, in text, images and HTML', () => {
  const problems = problemsOf({
    'README.md':
      '[a](gone.md) ![b](gone.png)\n\n<img src="gone.svg">\n\n[c](#nothing) [d](a.md#nothing) [e](/a.md)\n',
    'a.md': '# A\n[out](../other/b.md)\n',
  });
  expect(problems).toEqual([
    'README.md: link "gone.md": no such file or folder',
    'README.md: link "gone.png": no such file or folder',
    'README.md: link "gone.svg": no such file or folder',
    'README.md: link "#nothing": no heading with this anchor',
    'README.md: link "a.md#nothing": no heading with this anchor',
    'README.md: link "/a.md" leaves the project',
    'a.md: link "../other/b.md" leaves the project',
  ]);
});

test('links inside code are not links, and packages are not read', () => {
  const problems = problemsOf({
    'README.md': '`[a](gone.md)`\n\n```\n[b](gone.md)\n```\n',
    'node_modules/p/README.md': '[c](gone.md)\n',
    'src-main/node_modules/p/README.md': '[c](gone.md)\n',
  });
  expect(problems).toEqual([]);
});

test('the map names only what exists', () => {
  const map = [
    'See `src-main/core/`, `src-main/gone/`, `docs/map.md`, `docs/design/NNN-title.md` and `npm test`.',
    '',
    '    src-main/     main',
    '      core/       maths',
    '      store/      missing',
    '        deep/     missing too',
    '    src-shared/   missing',
  ].join('\n');
  expect(problemsOf({ 'docs/map.md': map, 'src-main/core/a.ts': '' })).toEqual([
    'docs/map.md: names "src-main/gone/", which does not exist',
    'docs/map.md: names "src-main/store/", which does not exist',
    'docs/map.md: names "src-main/store/deep/", which does not exist',
    'docs/map.md: names "src-shared/", which does not exist',
  ]);
});

test.each([
  ['/ho' + 'me/ann/data', 'a path of one machine'],
  ['/wo' + 'rk/main', 'a path of one machine'],
  ['C:\\Us' + 'ers\\ann', 'a path of one machine'],
  ['file:/' + '//x', 'a path of one machine'],
  ['../sha' + 'red/golden', 'a folder outside the project'],
  ['https://regis' + 'try.example.org/', 'a package registry'],
  ['192.168' + '.0.1', 'an address of a private network'],
])('%s is found as %s', (text, what) => {
  expect(problemsOf({ 'README.md': `# A\n\n\`${text}\`\n` })).toEqual([
    expect.stringContaining(`README.md: line 3 names ${what}`),
  ]);
});

test('places that everybody has pass', () => {
  const text =
    'src-main/worker/x, ~/.local/share, $HOME, http://127.0.0.1:8080, part registry. A 10.5 s run, src/work.\n';
  expect(problemsOf({ 'README.md': text })).toEqual([]);
});
