/** Results that leave the workbench by the command line: nets and weights as files, predictions, questions in SQL. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import type { RunReport } from '../../service/export/run-report.ts';
import { answerOf, makeFolder, removeFolder, runFfwb, tiny } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = makeFolder();
afterAll(() => removeFolder(folder));

let run = '';
beforeAll(async () => {
  const answer = (await answerOf(folder, 'train', ...tiny, '--epochs', '1')) as RunReport | RunReport[];
  run = (Array.isArray(answer) ? answer[0] : answer)?.runId ?? '';
});

const elsewhere = makeFolder();
afterAll(() => removeFolder(elsewhere));
const out = (name: string) => join(elsewhere, name);

describe('export', () => {
  test('onnx tells the input and the read-outs with their shapes', async () => {
    const answer = await answerOf(folder, 'export', run, '--out', out('net.onnx'));
    expect(answer).toMatchObject({
      format: 'onnx',
      tensors: [
        { name: 'images', shape: ['N', expect.any(Number) as number] },
        { name: 'goodness', shape: ['N', 10] },
        { name: 'softmax', shape: ['N', 10] },
        { name: 'goodness/layer1', shape: ['N', 10] },
        { name: 'goodness/layer2', shape: ['N', 10] },
      ],
    });
    const bytes = readFileSync(out('net.onnx')).toString('latin1');
    expect([run, 'readouts', 'classes'].filter((word) => !bytes.includes(word))).toEqual([]);
  });

  test('safetensors prints the names and shapes that are in the file', async () => {
    const { stdout } = await runFfwb(folder, 'export', run, '--out', out('weights.safetensors'));
    const file = readFileSync(out('weights.safetensors'));
    const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString()) as Record<
      string,
      { shape: number[] }
    >;
    const names = Object.keys(header).filter((name) => name !== '__metadata__');
    expect(names).toContain('layer1/weights');
    for (const name of names) expect(stdout).toContain(`[${header[name]?.shape.join(', ')}]`);
  });
});

describe('predict', () => {
  test('a picture that is not there, or is none, is refused in a sentence that names it', async () => {
    writeFileSync(out('no-picture.png'), 'nothing');
    for (const [name, why] of [
      [out('no-picture.png'), 'is no PNG or JPEG picture that can be read'],
      [out('missing.png'), 'cannot be read'],
    ] as const) {
      const { code, stderr } = await runFfwb(folder, 'predict', run, name);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${name} ${why}`) as string]);
    }
  });

  test('every read-out answers every picture, with all scores', async () => {
    const names = [10, 28].map((side) => {
      const name = out(`grey-${side}.png`);
      writeFileSync(name, greyPng(side));
      return name;
    });
    const answer = (await answerOf(folder, 'predict', run, ...names)) as {
      images: {
        file: string;
        notes: string[];
        answers: { readout: string; answer: string; scores: object[] }[];
      }[];
    };
    expect(answer.images.map(({ file }) => file)).toEqual(names);
    for (const { answers } of answer.images) {
      expect(answers.map(({ readout }) => readout).slice(0, 2)).toEqual(['goodness', 'softmax']);
      for (const { scores, answer: named } of answers) {
        const best = scores.toSorted(
          (a, b) => (b as { score: number }).score - (a as { score: number }).score,
        )[0] as { class: string };
        expect([scores.length, best.class]).toEqual([10, named]);
      }
    }
    expect(answer.images[0]?.notes.join()).toContain('It was scaled from 10 x 10 to');
    const { stdout } = await runFfwb(folder, 'predict', run, names[1] as string);
    expect(stdout).toMatch(/read-out +answer +/);
  });
});

describe('sql', () => {
  const sql = `SELECT run_id, name AS "a, b" FROM v1_runs`;

  test('answers as a table, as JSON and as CSV', async () => {
    expect((await runFfwb(folder, 'sql', sql)).stdout).toMatch(new RegExp(`^run_id +a, b\n${run} +`));
    const answer = (await answerOf(folder, 'sql', sql)) as {
      columns: string[];
      rows: unknown[][];
      complete: boolean;
    };
    expect(answer).toMatchObject({ columns: ['run_id', 'a, b'], complete: true });
    expect(answer.rows[0]?.[0]).toBe(run);
    expect((await runFfwb(folder, 'sql', sql, '--csv')).stdout).toMatch(/^run_id,"a, b"\r?\n/);
  });

  test('a question without end is ended when its time is up', async () => {
    const endless =
      'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
    const { code, stderr } = await runFfwb(folder, 'sql', endless, '--seconds', '1');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('The question was not answered within 1 seconds.') as string,
    ]);
  });

  test('a refused question, and a folder without data, end in a sentence; nothing is made', async () => {
    const refused = await runFfwb(folder, 'sql', 'DROP TABLE runs');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('begins with SELECT') as string,
    ]);
    const nowhere = out('nowhere');
    expect((await runFfwb(nowhere, 'sql', sql)).code).toBe(4);
    expect(existsSync(nowhere)).toBe(false);
  });
});

/** A grey square of that many pixels a side. */
function greyPng(side: number): Buffer {
  const raw = Buffer.alloc(side * (side + 1), 90);
  for (let row = 0; row < side; row += 1) raw[row * (side + 1)] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(8, 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
