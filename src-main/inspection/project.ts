/** Lays many points of many dimensions out on a plane, so that the same points give the same picture. Pure. */

import { PCA } from 'ml-pca';
import { UMAP } from 'umap-js';

import { randomStream } from '../../src-shared/base/random.ts';
import { sketch } from './sketch.ts';
import type { Sketch } from './sketch.ts';

export interface ProjectRequest {
  /** [rows, columns] */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly method: 'pca' | 'umap';
  readonly seed: number;
}

export interface LaidOut {
  /** [rows, 2] */
  readonly points: Float32Array;
  /** Fraction of the variance on each axis; null where the method has none. */
  readonly explained: readonly [number, number] | null;
}

export type Project = (request: ProjectRequest) => Promise<LaidOut>;

/** Two are wanted; the others make these exact. */
const pcaWidth = 16;
/** As is usual before UMAP, which would otherwise spend its time on distances in all dimensions. */
const umapWidth = 50;
/** What UMAP's authors suggest. */
const neighbors = 15;

/** `rows` is at least 10. */
export function project(request: ProjectRequest): LaidOut {
  return request.method === 'pca' ? principalAxes(request) : neighborhoods(request);
}

/** By the two directions of the largest variance. Each points to where its farthest point is. */
function principalAxes({ values, rows, columns, seed }: ProjectRequest): LaidOut {
  const random = randomStream(seed, 'inspection/pca');
  const table = sketch(values, rows, columns, pcaWidth, random);
  const points = new Float32Array(rows * 2);
  if (table.squares === 0) return { points, explained: [0, 0] };
  const scores = new PCA(listOf(table)).predict(listOf(table));
  const explained: [number, number] = [0, 0];
  for (let axis = 0; axis < Math.min(2, scores.columns); axis += 1) {
    const own = scores.getColumn(axis);
    const farthest = own.reduce((best, each) => (Math.abs(each) > Math.abs(best) ? each : best), 0);
    own.forEach((score, row) => (points[row * 2 + axis] = Math.sign(farthest) * score));
    explained[axis] = own.reduce((total, score) => total + score * score, 0) / table.squares;
  }
  return { points, explained };
}

/** By who is near whom. */
function neighborhoods({ values, rows, columns, seed }: ProjectRequest): LaidOut {
  const random = randomStream(seed, 'inspection/umap');
  const table = sketch(values, rows, columns, umapWidth, random);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbors, rows - 1),
    random: () => random.uniform(),
  });
  const points = umap.fit(listOf(table));
  return { points: Float32Array.from(points.flat()), explained: null };
}

function listOf({ rows }: Sketch): number[][] {
  return rows.map((row) => [...row]);
}
