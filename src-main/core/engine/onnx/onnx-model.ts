/**
 * Writes ONNX models: the few messages of onnx.proto (IR version 9) that a traced program needs, encoded by
 * protobufjs. Field numbers are from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

import protobuf from 'protobufjs/light.js';

import type { Shape } from '../engine.ts';

const irVersion = 9;
const opsetVersion = 18;
const float32Type = 1;
const int64Type = 7;

const attributeTypes = { float: 1, int: 2, graph: 5, ints: 7 } as const;

export type AttributeValue =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | BigInt64Array;
}

export interface OnnxValue {
  readonly name: string;
  /** Sizes by axis; a size that differs from run to run has a name. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const root = protobuf.Root.fromJSON({
  nested: {
    Attribute: {
      fields: {
        name: { id: 1, type: 'string' },
        f: { id: 2, type: 'float' },
        i: { id: 3, type: 'int64' },
        g: { id: 6, type: 'Graph' },
        ints: { id: 8, type: 'int64', rule: 'repeated' },
        type: { id: 20, type: 'int32' },
      },
    },
    Node: {
      fields: {
        input: { id: 1, type: 'string', rule: 'repeated' },
        output: { id: 2, type: 'string', rule: 'repeated' },
        name: { id: 3, type: 'string' },
        opType: { id: 4, type: 'string' },
        attribute: { id: 5, type: 'Attribute', rule: 'repeated' },
      },
    },
    Initializer: {
      fields: {
        dims: { id: 1, type: 'int64', rule: 'repeated' },
        dataType: { id: 2, type: 'int32' },
        name: { id: 8, type: 'string' },
        rawData: { id: 9, type: 'bytes' },
      },
    },
    Dimension: { fields: { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } } },
    TensorShape: { fields: { dim: { id: 1, type: 'Dimension', rule: 'repeated' } } },
    TensorType: { fields: { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: 'TensorShape' } } },
    Type: { fields: { tensorType: { id: 1, type: 'TensorType' } } },
    ValueInfo: { fields: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'Type' } } },
    Graph: {
      fields: {
        node: { id: 1, type: 'Node', rule: 'repeated' },
        name: { id: 2, type: 'string' },
        initializer: { id: 5, type: 'Initializer', rule: 'repeated' },
        input: { id: 11, type: 'ValueInfo', rule: 'repeated' },
        output: { id: 12, type: 'ValueInfo', rule: 'repeated' },
      },
    },
    Entry: { fields: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } } },
    OperatorSet: { fields: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } } },
    Model: {
      fields: {
        irVersion: { id: 1, type: 'int64' },
        producerName: { id: 2, type: 'string' },
        producerVersion: { id: 3, type: 'string' },
        graph: { id: 7, type: 'Graph' },
        opsetImport: { id: 8, type: 'OperatorSet', rule: 'repeated' },
        metadataProps: { id: 14, type: 'Entry', rule: 'repeated' },
      },
    },
  },
});
const Model = root.lookupType('Model');

/** What a model that leaves the house says of itself. */
export interface ModelFacts {
  /** The program's. */
  readonly version: string;
  /** By key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The model's bytes, as onnxruntime loads them. */
export function encodeModel(graph: OnnxGraph, facts: ModelFacts | null = null): Uint8Array {
  const model = {
    irVersion,
    producerName: 'forward-forward-workbench',
    ...(facts === null ? {} : { producerVersion: facts.version, metadataProps: entriesOf(facts.metadata) }),
    opsetImport: [{ domain: '', version: opsetVersion }],
    graph: encodeGraph(graph),
  };
  return Model.encode(Model.fromObject(model)).finish();
}

function entriesOf(metadata: Readonly<Record<string, string>>): object[] {
  return Object.entries(metadata).map(([key, value]) => ({ key, value }));
}

function encodeGraph(graph: OnnxGraph): object {
  return {
    name: graph.name,
    node: graph.nodes.map(encodeNode),
    initializer: graph.constants.map(encodeConstant),
    input: graph.inputs.map(encodeValue),
    output: graph.outputs.map(encodeValue),
  };
}

function encodeNode(node: OnnxNode): object {
  return {
    input: [...node.inputs],
    output: [...node.outputs],
    name: node.outputs[0],
    opType: node.operator,
    attribute: Object.entries(node.attributes).map(([name, value]) => {
      if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
      if ('int' in value) return { name, type: attributeTypes.int, i: value.int };
      if ('graph' in value) return { name, type: attributeTypes.graph, g: encodeGraph(value.graph) };
      return { name, type: attributeTypes.ints, ints: [...value.ints] };
    }),
  };
}

function encodeConstant(constant: OnnxConstant): object {
  const { buffer, byteOffset, byteLength } = constant.values;
  return {
    name: constant.name,
    dims: [...constant.shape],
    dataType: constant.values instanceof Float32Array ? float32Type : int64Type,
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  };
}

function encodeValue(value: OnnxValue): object {
  const dim = value.shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name: value.name, type: { tensorType: { elemType: float32Type, shape: { dim } } } };
}
