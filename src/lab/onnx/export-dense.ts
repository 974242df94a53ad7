import type { TrainedDense } from '#model/dense/dense-training';
import { encodeOnnxModel, floatTensor, type OnnxGraph } from './messages';

const OPSET = 17;

/**
 * The bytes of an `.onnx` file of a trained network: rows of the two axes as measured → one value a
 * row, the scaling within the graph.
 */
export function exportDense(
  { layers, scales }: TrainedDense,
  metadata: Record<string, string>,
): Uint8Array {
  const nodes: OnnxGraph['nodes'] = [];
  const weights: OnnxGraph['weights'] = [];
  const node = (opType: string, input: string[], output: string) => {
    nodes.push({ opType, name: `${output}_${opType}`, input, output: [output], attribute: [] });
    return output;
  };
  const weight = (name: string, dims: number[], values: ArrayLike<number>) => {
    weights.push(floatTensor(name, dims, Float32Array.from(values)));
    return name;
  };
  const axes = [scales.x, scales.y];
  const means = weight(
    'axis_means',
    [2],
    axes.map(({ mean }) => mean),
  );
  const deviations = weight(
    'axis_deviations',
    [2],
    axes.map(({ deviation }) => deviation),
  );
  let flow = node('Div', [node('Sub', ['axes', means], 'centred'), deviations], 'standardised');
  layers.forEach(({ inputs, outputs, values, bias }, index) => {
    const names = [
      weight(`weights_${index}`, [inputs, outputs], values),
      weight(`bias_${index}`, [outputs], bias),
    ];
    flow = node('Gemm', [flow, ...names], `sum_${index}`);
    if (index < layers.length - 1) flow = node('Relu', [flow], `layer_${index}`);
  });
  const spread = weight('value_deviation', [1], [scales.value.deviation]);
  const middle = weight('value_mean', [1], [scales.value.mean]);
  node('Add', [node('Mul', [flow, spread], 'scaled'), middle], 'value');
  return encodeOnnxModel(
    {
      name: 'dense',
      nodes,
      weights,
      inputs: [{ name: 'axes', dims: [2] }],
      outputs: [{ name: 'value', dims: [1] }],
    },
    { opset: OPSET, producerName: 'SweetSpot', metadata },
  );
}
