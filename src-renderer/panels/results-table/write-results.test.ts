import { expect, test } from 'vitest';

import { resultsOf } from './results.ts';
import { latexText } from './latex-text.ts';
import { resultsAsCsv, resultsAsLatex, resultsAsMarkdown } from './write-results.ts';

const results = resultsOf(
  ['Units'],
  [
    { name: 'wide_net', settings: ['1000'], runIds: ['a', 'b'] },
    { name: '=cmd|x, "y"', settings: ['100'], runIds: ['c', 'd'] },
  ],
  [
    {
      label: 'Test error, goodness',
      values: new Map<string, unknown>([
        ['a', 0.03],
        ['b', 0.04],
        ['c', 0.05],
        ['d', null],
      ]),
    },
    { label: 'Test error, softmax', values: new Map<string, unknown>([['a', null]]) },
  ],
);

test('runs fold into mean, sample deviation and count; a column nobody has is left out', () => {
  expect(results).toEqual({
    settings: ['Units'],
    errors: ['Test error, goodness'],
    rows: [
      {
        name: 'wide_net',
        settings: ['1000'],
        runs: 2,
        values: [{ mean: 0.035, deviation: expect.closeTo(0.00707107, 7) as number, count: 2 }],
      },
      {
        name: '=cmd|x, "y"',
        settings: ['100'],
        runs: 2,
        values: [{ mean: 0.05, deviation: null, count: 1 }],
      },
    ],
  });
});

test('CSV has raw numbers and cannot be run as a formula', () => {
  expect(resultsAsCsv(results).split('\r\n')).toEqual([
    'Configuration,Units,Runs,"Test error, goodness (mean)","Test error, goodness (standard deviation)","Test error, goodness (n)"',
    'wide_net,1000,2,0.035,0.007071067811865477,2',
    `"'=cmd|x, ""y""",100,2,0.05,,1`,
    '',
  ]);
});

test('Markdown shows percent with the spread, and says where seeds are missing', () => {
  expect(resultsAsMarkdown(results, 2)).toBe(
    [
      '| Configuration | Units | n | Test error, goodness (%) |',
      '| --- | --- | ---: | ---: |',
      '| wide\\_net | 1000 | 2 | 3.50 ± 0.71 |',
      '| =cmd\\|x, "y" | 100 | 2 | 5.00 (n = 1) |',
      '',
      'Errors as mean ± sample standard deviation over n seeds.',
      '',
    ].join('\n'),
  );
});

test('LaTeX is a booktabs table with the best mean in bold', () => {
  expect(resultsAsLatex(results, 2)).toBe(
    [
      '% Needs \\usepackage{booktabs}',
      '\\begin{table}',
      '  \\centering',
      '  \\begin{tabular}{llrr}',
      '    \\toprule',
      '    Configuration & Units & $n$ & Test error, goodness (\\%) \\\\',
      '    \\midrule',
      '    wide\\_net & 1000 & 2 & $\\mathbf{3.50 \\pm 0.71}$ \\\\',
      '    =cmd\\textbar{}x, \\symbol{34}y\\symbol{34} & 100 & 2 & $5.00$ (n = 1) \\\\',
      '    \\bottomrule',
      '  \\end{tabular}',
      '  \\caption{Errors as mean $\\pm$ sample standard deviation over n seeds.}',
      '\\end{table}',
      '',
    ].join('\n'),
  );
});

test('every sign that means something to LaTeX is written out', () => {
  expect(latexText('\\input{/etc} 5% of $x_1^2 & #3 ~ <a>')).toBe(
    '\\textbackslash{}input\\{/etc\\} 5\\% of \\$x\\_1\\textasciicircum{}2 \\& \\#3 \\textasciitilde{} \\textless{}a\\textgreater{}',
  );
});
