/** In a process of its own: TensorFlow must not be loaded again where a graphics driver was loaded since. */
import { withoutNative } from "../backend/required.ts";
import { checkFlat } from "../train/leak.ts";

Deno.test({
  name: "500 training steps on tensorflow leave the number of tensors and the resident memory flat",
  ignore: await withoutNative(),
  fn: () => checkFlat("tensorflow"),
});
