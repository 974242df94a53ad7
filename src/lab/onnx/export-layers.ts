import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { SweetSpotError } from '#shared/errors';
import { layerSteps, type LayerStep } from '../layer-graph';
import {
  encodeOnnxModel,
  floatAttribute,
  floatTensor,
  intAttribute,
  intsAttribute,
  type OnnxAttribute,
  type OnnxGraph,
} from './messages';

const OPSET = 17;

type GraphTensor = Pick<SymbolicTensor, 'name' | 'shape'>;

/** One use of a layer, its tensors under the names they have in the ONNX graph. */
interface ExportStep extends Pick<LayerStep, 'layer'> {
  inputs: GraphTensor[];
  output: GraphTensor;
}

/** Names of a graph's ports, as its users know them. */
export interface PortNames {
  inputs: readonly string[];
  output: string;
}

export const TRUNK_PORTS: PortNames = { inputs: ['image'], output: 'embedding' };
export const HEAD_PORTS: PortNames = { inputs: ['embedding', 'scalars'], output: 'logits' };

/** Collects the nodes and weights of one graph. Images are NCHW in ONNX and NHWC in the layers. */
class GraphWriter {
  readonly nodes: OnnxGraph['nodes'] = [];
  readonly weights: OnnxGraph['weights'] = [];

  node(opType: string, input: string[], output: string, attribute: OnnxAttribute[] = []): string {
    this.nodes.push({ opType, name: `${output}_${opType}`, input, output: [output], attribute });
    return output;
  }

  weight(name: string, dims: number[], values: Float32Array): string {
    this.weights.push(floatTensor(name, dims, values));
    return name;
  }
}

function valuesOf(tensor: Tensor): Float32Array {
  return tensor.dataSync<'float32'>().slice();
}

/** Convolution kernel from [height, width, in, out] to ONNX's [out, in, height, width]. */
function kernelOihw(kernel: Tensor): { dims: number[]; values: Float32Array } {
  const [height, width, inputs, outputs] = kernel.shape;
  const source = valuesOf(kernel);
  const values = new Float32Array(source.length);
  let index = 0;
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let yx = 0; yx < height * width; yx++) {
        values[index++] = source[(yx * inputs + i) * outputs + o];
      }
    }
  }
  return { dims: [outputs, inputs, height, width], values };
}

/** "same" padding before and after one axis, as TensorFlow splits it. */
function samePadding(size: number, kernel: number, stride: number): [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** ONNX's `pads` (top, left, bottom, right) of "same" padding over an NHWC image. */
function samePads(image: GraphTensor, kernel: [number, number], stride: [number, number]) {
  const [, height, width] = image.shape;
  const [top, bottom] = samePadding(height ?? 0, kernel[0], stride[0]);
  const [left, right] = samePadding(width ?? 0, kernel[1], stride[1]);
  return [top, left, bottom, right];
}

function numberPair(value: unknown): [number, number] {
  return (Array.isArray(value) ? value : [value, value]) as [number, number];
}

function writeConvolution(graph: GraphWriter, { layer, inputs, output }: ExportStep): void {
  const [kernel, bias] = layer.getWeights();
  const { strides } = layer.getConfig();
  const [strideY, strideX] = numberPair(strides);
  const { dims, values } = kernelOihw(kernel);
  const names = [inputs[0].name, graph.weight(`${layer.name}_kernel`, dims, values)];
  if (bias) names.push(graph.weight(`${layer.name}_bias`, bias.shape, valuesOf(bias)));
  graph.node('Conv', names, output.name, [
    intsAttribute('kernel_shape', [dims[2], dims[3]]),
    intsAttribute('strides', [strideY, strideX]),
    intsAttribute('pads', samePads(inputs[0], [dims[2], dims[3]], [strideY, strideX])),
  ]);
}

function writeNormalisation(graph: GraphWriter, { layer, inputs, output }: ExportStep): void {
  const parts = ['scale', 'offset', 'mean', 'variance'];
  const names = layer
    .getWeights()
    .map((tensor, i) => graph.weight(`${layer.name}_${parts[i]}`, tensor.shape, valuesOf(tensor)));
  const epsilon = Number(layer.getConfig().epsilon);
  graph.node('BatchNormalization', [inputs[0].name, ...names], output.name, [
    floatAttribute('epsilon', epsilon),
  ]);
}

function writeDense(graph: GraphWriter, { layer, inputs, output }: ExportStep): void {
  const [kernel, bias] = layer.getWeights();
  const names = [
    inputs[0].name,
    graph.weight(`${layer.name}_kernel`, kernel.shape, valuesOf(kernel)),
    graph.weight(`${layer.name}_bias`, bias.shape, valuesOf(bias)),
  ];
  graph.node('Gemm', names, output.name);
}

function writeMaxPooling(graph: GraphWriter, { layer, inputs, output }: ExportStep): void {
  const { poolSize, strides } = layer.getConfig();
  const [kernelY, kernelX] = numberPair(poolSize);
  const [strideY, strideX] = numberPair(strides);
  graph.node('MaxPool', [inputs[0].name], output.name, [
    intsAttribute('kernel_shape', [kernelY, kernelX]),
    intsAttribute('strides', [strideY, strideX]),
    intsAttribute('pads', samePads(inputs[0], [kernelY, kernelX], [strideY, strideX])),
  ]);
}

function writePooling(graph: GraphWriter, opType: string, { inputs, output }: ExportStep): void {
  const pooled = graph.node(opType, [inputs[0].name], `${output.name}_pooled`);
  graph.node('Flatten', [pooled], output.name, [intAttribute('axis', 1)]);
}

/**
 * Layers hold an activation of their own in two ways: beside their weights (`Conv2D`, `Dense`) or
 * as limits of a `ReLU`. The nodes written here carry neither, so a graph with one would score
 * other numbers than the network it came from. Throws `unsupported`.
 */
function requireNoActivation({ layer }: ExportStep): void {
  const config = layer.getConfig();
  const activation = config.activation ?? 'linear';
  if (activation !== 'linear') {
    throw new SweetSpotError(
      'unsupported',
      `The ONNX export would lose the activation ${JSON.stringify(activation)} of layer ${layer.name}.`,
      { hint: 'Give the network a layer of its own for it, as ReLU; others are not known.' },
    );
  }
  const { maxValue } = config;
  if (typeof maxValue === 'number') {
    throw new SweetSpotError(
      'unsupported',
      `The ONNX export would lose the limit ${maxValue} of the ReLU in layer ${layer.name}.`,
    );
  }
}

function writeStep(graph: GraphWriter, step: ExportStep): void {
  requireNoActivation(step);
  const names = step.inputs.map(({ name }) => name);
  const kind = step.layer.getClassName();
  switch (kind) {
    case 'Conv2D':
      return writeConvolution(graph, step);
    case 'BatchNormalization':
      return writeNormalisation(graph, step);
    case 'Dense':
      return writeDense(graph, step);
    case 'MaxPooling2D':
      return writeMaxPooling(graph, step);
    case 'GlobalAveragePooling2D':
      return writePooling(graph, 'GlobalAveragePool', step);
    case 'GlobalMaxPooling2D':
      return writePooling(graph, 'GlobalMaxPool', step);
    case 'ReLU':
      graph.node('Relu', names, step.output.name);
      return;
    case 'Dropout':
      // Nothing is dropped in use.
      graph.node('Identity', names, step.output.name);
      return;
    case 'Add':
      graph.node('Add', names, step.output.name);
      return;
    case 'Concatenate':
      graph.node('Concat', names, step.output.name, [intAttribute('axis', 1)]);
      return;
    default:
      throw new SweetSpotError(
        'unsupported',
        `The ONNX export does not know layers of kind ${kind}.`,
      );
  }
}

/** Sizes of a tensor without the batch, channels first. */
function portDims({ shape }: GraphTensor): number[] {
  const sizes = shape.slice(1).map((size) => size ?? 0);
  const channels = sizes.pop();
  return channels === undefined ? sizes : [channels, ...sizes];
}

/** A layers model as the bytes of an ONNX file. The batch dimension is free. */
export function exportOnnx(
  model: LayersModel,
  ports: PortNames,
  metadata: Record<string, string>,
): Uint8Array {
  // TensorFlow.js numbers the inputs of a second model in a process; the file's names are fixed.
  const portNames = new Map([
    ...model.inputs.map(({ name }, i): [string, string] => [name, ports.inputs[i]]),
    [model.outputs[0].name, ports.output],
  ]);
  const named = ({ name, shape }: GraphTensor): GraphTensor => ({
    name: portNames.get(name) ?? name,
    shape,
  });
  const writer = new GraphWriter();
  for (const { layer, inputs, output } of layerSteps(model)) {
    writeStep(writer, { layer, inputs: inputs.map(named), output: named(output) });
  }
  const port = (tensor: SymbolicTensor) => ({ name: named(tensor).name, dims: portDims(tensor) });
  const graph: OnnxGraph = {
    name: model.name,
    nodes: writer.nodes,
    weights: writer.weights,
    inputs: model.inputs.map(port),
    outputs: model.outputs.map(port),
  };
  return encodeOnnxModel(graph, { opset: OPSET, producerName: 'SweetSpot', metadata });
}
