/** The two graphs of a model, run by some library. Rows are packed one after the other. */
export interface QualityGraphs {
  /** Library and device, e.g. `onnx · CPU`. */
  label: string;
  /** rows × size² image values → rows × embedding length. */
  trunk(images: Float32Array, rows: number): Promise<Float32Array>;
  /** rows × embedding and rows × scalars → rows × OUTPUT_SIZE logits. */
  head(embeddings: Float32Array, scalars: Float32Array, rows: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}
