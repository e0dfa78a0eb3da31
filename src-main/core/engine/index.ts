/**
 * Every engine. A new one is one folder here and one line below; the conformance suite then runs on it wherever it
 * loads.
 */

import { Registry } from '../../../src-shared/base/registry.ts';
import type { EngineKind } from './engine.ts';
import { onnxEngine } from './onnx/onnx-engine.ts';
import { referenceEngine } from './reference/reference-engine.ts';
import { tensorflowEngine } from './tensorflow/tensorflow-engine.ts';

export const engineKinds = new Registry<EngineKind>('engine', [
  onnxEngine,
  tensorflowEngine,
  referenceEngine,
]);
