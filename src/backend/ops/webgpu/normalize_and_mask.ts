/** Normalising and masking on the graphics card: a batch goes there as bytes, a quarter of what float32 would be. */
import type { WebGPUBackend, WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { PatchMask } from "../../../batch.ts";
import type { ImageKernels, ImageShape } from "../kernels.ts";

const WORKGROUP = 64;

/** The values of hidden patches, in WGSL; every input must be read. */
const FILLS = {
  zero: "fill[0]",
  perChannel: "fill[index / (uniforms.outShape.y * uniforms.outShape.z * 3) * 3 + index % 3]",
  perPixel: "fill[index]",
};

const byteOf = (words: string, index: string) => `((${words}[${index} / 4] >> u32(${index} % 4 * 8)) & 255)`;

/** Looks up one byte per invocation, and hides it where its patch is hidden. */
const programFor = (shape: ImageShape, fill: keyof typeof FILLS): WebGPUProgram => ({
  outputShape: [...shape],
  variableNames: ["bytes", "tables", "kept", "fill"],
  uniforms: "patches : i32,",
  size: true,
  workgroupSize: [WORKGROUP, 1, 1],
  dispatchLayout: { x: [0, 1, 2, 3] },
  dispatch: [Math.ceil(shape[0] * shape[1] * shape[2] * shape[3] / WORKGROUP), 1, 1],
  shaderKey: `normalizeAndMask_${fill}`,
  getUserCode: () => `
    fn main(index : i32) {
      if (index >= uniforms.size) { return; }
      let height = uniforms.outShape.y;
      let width = uniforms.outShape.z;
      let pixel = index / 3;
      let row = pixel / width % height;
      let image = pixel / width / height;
      let patch_row = row * uniforms.patches / height;
      let patch_column = pixel % width * uniforms.patches / width;
      let cell = (image * uniforms.patches + patch_row) * uniforms.patches + patch_column;
      var value = tables[index % 3 * 256 + ${byteOf("bytes", "index")}];
      if (${byteOf("kept", "cell")} == 0) { value = ${FILLS[fill]}; }
      setOutputAtIndex(index, value);
    }`,
});

/** Packs bytes, four to a number, as they lie in memory. */
function packed(bytes: Uint8Array): Tensor1D {
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return tf.tensor1d(words, "int32");
}

function fillKind({ fill }: PatchMask, [batch]: ImageShape): keyof typeof FILLS {
  if (fill === undefined) return "zero";
  return fill.length === batch * 3 ? "perChannel" : "perPixel";
}

export const images: ImageKernels = {
  normalizeAndMask(bytes, shape, tables, mask) {
    const { kept, patches, fill }: PatchMask = mask ?? { kept: new Uint8Array(shape[0]).fill(1), patches: 1 };
    const program = programFor(shape, mask === undefined ? "zero" : fillKind(mask, shape));
    return tf.tidy(() => {
      const inputs = [packed(bytes), tf.tensor1d(tables), packed(kept), tf.tensor1d(fill ?? [0])];
      const made = (tf.backend() as WebGPUBackend).runWebGPUProgram(program, inputs, "float32", [
        { type: "int32", data: [patches] },
      ]);
      return tf.engine().makeTensorFromTensorInfo(made) as Tensor4D;
    });
  },
};
